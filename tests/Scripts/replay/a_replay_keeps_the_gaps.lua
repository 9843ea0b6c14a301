local captures, replays = dofile("support/captures.lua"), dofile("support/replays.lua")
local time = require "time"

-- Returns a recording: an answer after `first` ms, and another answer after `second` ms.
local function recording(first, second)
  local function block(ms, packet) return captures.enhanced("<", 0, 1000000 + ms * 1000, packet) end
  return captures.file(captures.section("<") .. captures.interface("<", "raw")
    .. block(0, captures.v4("10.0.0.1", 1000, "10.0.0.9", 53, "?"))
    .. block(first, captures.v4("10.0.0.9", 53, "10.0.0.1", 1000, "first"))
    .. block(first + second, captures.v4("10.0.0.9", 53, "10.0.0.1", 1000, "second")))
end

local function measure(path, ...)
  local child, port = replays.server(path, "--at", "127.0.0.1:0", ...)
  local sock, times = replays.socket(), {}
  times[1] = time.steady_clock.now().seconds_since_epoch
  replays.ask(sock, "?", port)
  times[2] = time.steady_clock.now().seconds_since_epoch
  print((replays.receive(sock)))
  times[3] = time.steady_clock.now().seconds_since_epoch
  replays.finish(child)
  sock:close()
  os.remove(path)
  return times[2] - times[1], times[3] - times[1]
end

local first, both = measure(recording(100, 300))
print(first >= 0.1, both >= 0.4)
first, both = measure(recording(100000, 300000), "--fast")
print(both < 100)
