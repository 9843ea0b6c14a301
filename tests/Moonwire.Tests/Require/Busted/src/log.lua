local system = require "system"

return {now = function() return system.gettime() end}
