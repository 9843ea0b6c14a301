-- options: --memory-limit 100000000
-- args: a --b
local system = require "system"
local arguments = system.arguments
print(#arguments, arguments[1] == arg[-3], table.unpack(arguments, 2))
arguments[2] = nil
print(#system.arguments, arguments ~= system.arguments)
