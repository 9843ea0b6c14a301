-- Describes the datagrams of a failure report. Runs in a Lua state that no script reaches.
local native, host = ...
local check, sethook, pcall, error = host.check, debug.sethook, host.pcall, error

-- The maximum number of instructions for one datagram.
local LIMIT <const> = 300000

local decode

local function stop() error("the datagram takes too long", 0) end

local function text(bytes, local_port, remote_port)
  decode = decode or host.late("replay_decode.lua")
  local name, content = decode.text({bytes = bytes, to_port = remote_port, from_port = local_port})
  if not name then name, content = decode.guess(bytes, check(native.required())) end
  return name and name .. ": " .. content
end

return function(...)
  sethook(stop, "", LIMIT)
  local ok, found = pcall(text, ...)
  sethook()
  return ok and found or nil
end
