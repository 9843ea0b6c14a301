local time = require "time"
local tries = 0
print(pcall(time.with_timeout, 0.01, function()
  while true do
    tries = tries + 1
    pcall(time.sleep, 1000)
  end
end))
print(tries)
time.sleep(0.001)
print("free again", pcall(time.sleep, 0))
print(pcall(time.with_timeout, 0.01, function()
  time.with_timeout(1000, function()
    pcall(time.sleep, 1000)
    time.sleep(0)
    print("never")
  end)
end))
print(time.with_timeout(1000, function()
  return pcall(time.with_timeout, 0.01, time.sleep, 1000)
end))
