local system = require "system"
local s = system.signal.set.new("SIGTERM")
