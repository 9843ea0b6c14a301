local channel = require "channel"
local c = channel.new()
spawn(function() for i = 1, 4 do c:send(i) end c:close() end)
local double = coroutine.wrap(function()
  for value in c do coroutine.yield(value * 2) end
end)
print(double(), double(), double(), double(), double())
local ok, e = pcall(table.sort, {2, 1}, function() return channel.new():receive() end)
print(ok, e.symbol)
