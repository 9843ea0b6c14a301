-- options: -W
warn("@allow")
warn("@off", "XXX", "@off")
warn("@off")
warn("@on", "YYY", "@on")
warn("@on")
warn("", "@on")
warn("Z", "Z", "Z")
kept = setmetatable({}, {__gc = function() error("in a finalizer") end})
