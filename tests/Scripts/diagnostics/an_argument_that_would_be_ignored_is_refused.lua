local time, mutex, condition_variable = require "time", require "mutex", require "condition_variable"
local function refusal(f, ...)
  local ok, e = pcall(f, ...)
  print(ok or e.symbol, not ok and e.arg, not ok and e.detail)
end
refusal(ip.udp.socket.new, "v4")
refusal(ip.udp.socket.new, {})
refusal(ip.udp.socket.new, ip.udp.socket, "v4") -- with a colon
refusal(ip.udp.socket.new, ip.udp.socket)
refusal(ip.udp.socket.new, nil)
refusal(time.steady_timer.new, 5)
refusal(time.system_timer.new, 5)
refusal(condition_variable.new, mutex.new())
refusal(mutex.new, true)
refusal(require("recursive_mutex").new, true)
