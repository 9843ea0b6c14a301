local channel = require "channel"
local function refused(cases) print(select(2, pcall(channel.select, cases)).detail) end
refused {}
refused {default = 1}
refused {default = channel.new()}
refused {default = false}
print(channel.select {default = true})
