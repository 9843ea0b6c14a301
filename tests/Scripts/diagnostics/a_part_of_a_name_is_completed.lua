local future = require "future"
local p, f = future.new()
p:set(1)
