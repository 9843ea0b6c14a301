local channel = require "channel"
local channels, counts = {}, {}
for i = 1, 3 do channels[i], counts[i] = channel.new(math.huge), 0 end
for i = 1, 3 do
  for _ = 1, 3000 do channels[i]:send(i) end
end
for _ = 1, 3000 do
  local which, value = channel.select(channels)
  assert(which == value)
  counts[which] = counts[which] + 1
end
for i = 1, 3 do print(i, counts[i] > 900 and counts[i] < 1100 or counts[i]) end
