local group, time = require "group", require "time"
local function fail() error("no answer") end
local g <close> = group.new()
g:spawn({name = "idle"}, function() time.sleep(1000) end)
g:spawn({name = "worker"}, function() fail() end)
g:wait()
