-- network: own
-- Nobody listens in a network of its own: each dead port is reported once, by its own number. No other send fails.
local time = require("time")
for _, case in ipairs {{"v4", "127.0.0.1"}, {"v6", "::1"}} do
  local address = ip.address.new(case[2])
  local s = ip.udp.socket.new()
  s:open(case[1])
  s:set_option("receive_errors", true)
  local reported, wrong, twice = 0, 0, 0
  local seen = {}
  local collector = spawn(function()
    local buf = byte_span.new(10)
    while reported < 1000 do
      local ok, e = pcall(s.receive, s, buf)
      if ok or e.symbol ~= "ECONNREFUSED" or e.address ~= case[2] or e.port < 1 or e.port > 1000 then
        wrong = wrong + 1
      elseif seen[e.port] then
        twice = twice + 1
      else
        seen[e.port] = true
        reported = reported + 1
      end
    end
  end)
  for port = 1, 1000 do
    assert(s:send_to(byte_span.new(4), address, port) == 4)
  end
  time.with_timeout(20, collector.join, collector)
  print(case[1], reported, wrong, twice)
end
