keep = setmetatable({}, {__gc = function() spawn(print, "never") print("finalized") end})
