-- A script that drops the sender does not get it. All others do, whether the datagram was there or is waited for.
local bound = dofile("support/sockets.lua").bound
local to, senders = bound(), {bound(), bound(), bound()}
local buffer, turn = byte_span.new(9), 0
local function send()
  turn = turn + 1
  local from = senders[turn % #senders + 1]
  from:send_to(byte_span.append(string.rep("x", turn % 5 + 1)), to.local_address, to.local_port)
  return from.local_port
end

local takers = {
  {"none", 0, function() to:receive_from(buffer) end},
  {"one", 1, function() local n = to:receive_from(buffer) return n end},
  {"in parentheses", 1, function() return (to:receive_from(buffer)) end},
  {"compared", 1, function() return to:receive_from(buffer) + 0 end},
  {"two", 2, function() local n, address = to:receive_from(buffer) return n, address end},
  {"three", 3, function() local n, address, port = to:receive_from(buffer) return n, address, port end},
  {"four", 4, function() local n, address, port, more = to:receive_from(buffer) return n, address, port, more end},
  {"tail call", 3, function() return to:receive_from(buffer) end},
  {"arguments", 3, function() return select(1, to:receive_from(buffer)) end},
  {"table", 3, function() return table.unpack({to:receive_from(buffer)}, 1, 3) end},
  {"pcall", 3, function() return select(2, pcall(to.receive_from, to, buffer)) end},
  {"coroutine", 3, function() return coroutine.wrap(to.receive_from)(to, buffer) end},
  {"iterator", 1, function() for n in to.receive_from, to, buffer do return n end end},
  {"iterator of three", 3, function()
    for n, address, port in to.receive_from, to, buffer do return n, address, port end
  end},
}
local function check(name, count, port, ...)
  local n, address, from = ...
  assert(select("#", ...) == count, name)
  assert(count < 1 or n == turn % 5 + 1, name)
  assert(count < 2 or address == ip.address.loopback_v4(), name)
  assert(count < 3 or from == port, name)
end
for _ = 1, 20 do
  for _, taker in ipairs(takers) do
    local name, count, take = table.unpack(taker)
    check(name, count, send(), take()) -- the datagram has arrived
    local waiting = spawn(take)
    this_fiber.yield() -- the fiber waits now
    local port = send()
    check(name, count, port, waiting:join())
  end
end
print("told")

local cancelled = spawn(function() to:receive_from(buffer) end)
this_fiber.yield()
to:cancel()
local _, failure = pcall(cancelled.join, cancelled)
print(failure.operation, failure)
