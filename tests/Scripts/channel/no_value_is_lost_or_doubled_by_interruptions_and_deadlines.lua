local channel, time = require "channel", require "time"
math.randomseed(42)
for _, capacity in ipairs {0, 3} do
  local c, other = channel.new(capacity), channel.new()
  local sent, received = {}, {}
  local function sender(from)
    for i = from, from + 99 do
      local ok = pcall(function()
        if math.random(2) == 1 then c:send(i) else channel.select {other, {c, i}} end
        sent[i] = true
        if math.random(4) == 1 then this_fiber.yield() end
      end)
      if not ok then break end
    end
  end
  local function receiver()
    while true do
      local ok, value = pcall(time.with_timeout, math.random(3) * 0.0002, function()
        if math.random(2) == 1 then return c:receive() end
        return (select(2, channel.select {other, c}))
      end)
      if ok and value == nil then return end
      if ok then
        assert(not received[value], "received twice")
        received[value] = true
      end
    end
  end
  local fibers, receivers = {}, {}
  for i = 1, 20 do
    fibers[i] = spawn(sender, i * 1000)
  end
  for i = 1, 5 do receivers[i] = spawn(receiver) end
  for i = 1, 20, 3 do
    time.sleep(0.0005)
    fibers[i]:interrupt()
  end
  for _, f in ipairs(fibers) do f:join() end
  c:close()
  for _, f in ipairs(receivers) do f:join() end
  for value in pairs(sent) do assert(received[value], "lost") end
  for value in pairs(received) do assert(sent[value], "received, but not sent") end
  print(capacity, next(sent) ~= nil)
end
