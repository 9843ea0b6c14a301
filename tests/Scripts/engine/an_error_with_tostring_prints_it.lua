error(setmetatable({}, {__tostring = function() return "I am an error" end}))
