-- Assertions about the network: eventually and refused. test_datagram.lua contains datagram and no_datagram.

local _, host = ...
local failure, arguments = host.late("test_failure.lua"), host.late("test_arguments.lua")
local addresses = host.late("test_addresses.lua")
local say = host.late("test_say.lua")
local format_value, clock = host.late("test_format.lua"), host.test.clock
local type, tostring, pcall, select, min, unpack = type, tostring, pcall, select, math.min, table.unpack
local error, getmetatable, mathtype = error, debug.getmetatable, math.type
local time, ip, byte_span = host.own.short.time, ip, byte_span

-- The pauses of assert.eventually between two tries: the first pause and the longest pause in seconds, and the factor
-- by which a pause grows.
local FIRST_PAUSE <const>, LONGEST_PAUSE <const>, FACTOR <const> = 0.001, 0.1, 2

-- The default times to wait in seconds, for assert.eventually and for assert.refused.
local EVENTUALLY <const>, REFUSED <const> = 5, 1

local function is_timeout(e) return type(e) == "table" and e.symbol == "ETIMEDOUT" and e.operation == "with_timeout" end

local function is_interruption(e) return type(e) == "table" and e.symbol == "interrupted" end

local function reason_of(ok, e, ...)
  if not ok then
    if host.errors and getmetatable(e) == host.errors.metatable then return "it raised: " .. e:report() end
    return "it raised: " .. (failure.has_text(e) and tostring(e) or format_value(e))
  end
  local second = ...
  local text = "it returned " .. tostring(e)
  if second == nil then return text end
  text = text .. ", " .. (failure.has_text(second) and tostring(second) or format_value(second))
  return text
end

-- Calls f until its first result is neither false nor nil. Returns the list of pcall's results. After the time limit,
-- returns nil, the reason why the last try failed, and the number of tries.
local function try_until(f, seconds)
  local started, pause, tries = clock(), FIRST_PAUSE, 0
  local reason
  while true do
    local left = seconds - (clock() - started)
    if tries > 0 and left <= 0 then return nil, reason, tries end
    local results = arguments.list(pcall(time.with_timeout, left > 0 and left or 0, f))
    tries = tries + 1
    if results[1] and results[2] ~= nil and results[2] ~= false then return results end
    if not results[1] and is_interruption(results[2]) then error(results[2], 0) end
    reason = reason_of(unpack(results, 1, results.n))
    if not results[1] and is_timeout(results[2]) then
      reason = "it has not returned: " .. tostring(results[2].detail)
    end
    left = seconds - (clock() - started)
    if left <= 0 then return nil, reason, tries end
    time.sleep(min(pause, left))
    pause = min(pause * FACTOR, LONGEST_PAUSE)
  end
end

local function says(list, text)
  list[1], list.n, list.nofmt = text, 1, {true}
end

-- Sends a byte to the endpoint. Returns true if the system reports that no socket listens at the endpoint, otherwise
-- false and the reason.
local function is_refused(address, port, seconds)
  local sock = ip.udp.socket.new()
  sock:connect(address, port)
  local ok, e = pcall(function()
    sock:send(byte_span.append("\0"))
    time.with_timeout(seconds, sock.receive, sock, byte_span.new(1))
  end)
  sock:close()
  if ok then return false, "the endpoint has answered" end
  if type(e) == "table" and e.symbol == "ECONNREFUSED" then return true end
  if is_timeout(e) then return false, "nothing was reported within " .. seconds .. " s" end
  error(e, 0)
end

return function(assert)
  say:set("assertion.datagram.positive", "%s")
  say:set("assertion.datagram.negative", "%s")
  say:set("assertion.eventually.positive", "%s")
  say:set("assertion.eventually.negative", "Expected the function not to succeed.")
  say:set("assertion.refused.positive", "%s")
  say:set("assertion.refused.negative", "Expected somebody to listen, but the endpoint refuses datagrams.")
  host.late("test_datagram.lua")(assert)

  assert:register("assertion", "eventually", function(state, list, level)
    local f, seconds, message = list[1], list[2], list[3]
    if type(seconds) == "string" then seconds, message = nil, seconds end
    assert.need(type(f) == "function", level, "badargtype", 1, "eventually", "function", type(f))
    failure.check_seconds(seconds, 2, "eventually", 3)
    if message ~= nil then state.failure_message = message end
    seconds = seconds or EVENTUALLY
    local results, reason, tries = try_until(f, seconds)
    if results then return true, {unpack(results, 2, results.n)} end
    says(list, "Expected the function to succeed within " .. seconds .. " s, but it has not in " .. tries
      .. (tries == 1 and " try" or " tries") .. ".\nThe last time " .. reason)
    return false
  end, "assertion.eventually.positive", "assertion.eventually.negative")

  assert:register("assertion", "refused", function(state, list, level)
    local address, port, seconds, message = list[1], list[2], list[3], list[4]
    if type(seconds) == "string" then seconds, message = nil, seconds end
    assert.need(addresses.read(address), level, "badargtype", 1, "refused", "address", format_value(address))
    assert.need(mathtype(port) == "integer" and port >= 0 and port <= 65535, level, "badargtype", 2, "refused", "port",
      format_value(port))
    failure.check_seconds(seconds, 3, "refused", 3)
    if message ~= nil then state.failure_message = message end
    local refused, reason = is_refused(address, port, seconds or REFUSED)
    says(list, "Expected nobody to listen on " .. tostring(address) .. " port " .. port .. ", but "
      .. tostring(reason) .. ".")
    return refused, {n = 0}
  end, "assertion.refused.positive", "assertion.refused.negative")
end
