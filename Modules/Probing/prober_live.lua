-- The line that shows the progress of --count on a terminal, and the end by Ctrl+C.
local _, host = ...
local sockets = host.late("prober_socket.lua")
local stderr, write, flush, format, sub = io.stderr, io.stderr.write, io.stderr.flush, string.format, string.sub
local now, setmetatable, spawn, pcall, next, max = sockets.now, setmetatable, spawn, pcall, next, math.max
local REFRESH <const> = 0.1 -- seconds

local live = {}
live.__index = live

-- Returns nil if standard error is not a terminal.
function live.new()
  local columns = host.probing.columns(2)
  return columns > 0 and setmetatable({columns = columns, shown_at = 0}, live) or nil
end

function live:show(job)
  local stats, at = job.series, now()
  if at < self.shown_at + REFRESH then return end
  self.shown_at = at
  local last = stats.times[#stats.times]
  local text = format("%d of %d sent, %d answered%s, jitter %.2f ms", stats.sent, job.settings.count, stats.received,
    last and format(", last %.2f ms", last * 1000) or "", stats.jitter * 1000)
  write(stderr, "\r\27[K", sub(text, 1, max(self.columns - 1, 1)))
  flush(stderr)
end

function live:clear()
  write(stderr, "\r\27[K")
  flush(stderr)
end

-- The functions that SIGINT calls.
local stops, set = {}, nil

-- Calls f when SIGINT arrives. The result is closed to end this.
function live.on_interrupt(f)
  stops[f] = true
  if not set then
    local system = require "moonwire.system"
    set = system.signal.set.new(system.signal.SIGINT)
    spawn({daemon = true}, function()
      while pcall(set.wait, set) do
        for stop in next, stops do stop() end
      end
    end)
  end
  return setmetatable({}, {__close = function() stops[f] = nil end})
end

return live
