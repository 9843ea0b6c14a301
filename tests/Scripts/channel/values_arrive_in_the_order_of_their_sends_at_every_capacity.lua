local channel = require "channel"
for _, capacity in ipairs {0, 1, 7, 100, math.huge} do
  local c = channel.new(capacity)
  local producer = spawn(function()
    for i = 1, 1000 do c:send(i) end
    c:close()
  end)
  local expected = 0
  for value in c do
    expected = expected + 1
    assert(value == expected)
    if value % 3 == 0 then this_fiber.yield() end
  end
  producer:join()
  print(c.capacity, expected, #c)
end
