-- The signals that end a run.
local system = require "moonwire.system"
local open, match, tonumber = io.open, string.match, tonumber
local signal = system.signal

local signals = {}

-- Returns true if the process was started with the signal ignored, such as SIGHUP by nohup. The signal then stays
-- ignored.
local function ignores(number)
  local file <close> = open("/proc/self/status")
  local mask = file and match(file:read("a"), "\nSigIgn:%s*(%x+)")
  return mask ~= nil and tonumber(mask, 16) & 1 << number - 1 ~= 0
end

function signals.new_set()
  if ignores(signal.SIGHUP) then return signal.set.new(signal.SIGINT, signal.SIGTERM) end
  return signal.set.new(signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
end

-- Makes a write to a pipe without a reader fail, instead of ending the process before the other reports are complete. A
-- set handles the signal. The signal is not ignored, because the workers would inherit that.
function signals.survive_broken_pipe()
  if not signals.broken_pipe and not ignores(signal.SIGPIPE) then
    signals.broken_pipe = signal.set.new(signal.SIGPIPE)
  end
end

return signals
