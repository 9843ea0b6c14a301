-- Runs a script of scripts/ in this program, gives access to its sockets and output, and makes hostile datagrams.
local time = require "time"
local shipped = {LIMIT = 120} -- in seconds; it only ends a hang

-- Wraps a socket of the script. run.unreachable[port] makes each send to that port fail, like a missing route.
-- run.taken[sock] is the number of datagrams that the script has received from the socket.
local function wrap(run, sock)
  local methods = {}
  run.taken[sock] = 0
  local function received(...)
    run.taken[sock] = run.taken[sock] + 1
    return ...
  end
  function methods.receive(_, ...) return received(sock:receive(...)) end
  function methods.receive_from(_, ...) return received(sock:receive_from(...)) end
  function methods.send_to(_, span, address, port, ...)
    if run.unreachable[port] then error("no route to this port", 0) end
    return sock:send_to(span, address, port, ...)
  end
  return setmetatable({}, {
    __index = function(_, name)
      if methods[name] then return methods[name] end
      local value = sock[name]
      return type(value) == "function" and function(_, ...) return value(sock, ...) end or value
    end,
    __close = function() sock:close() end,
  })
end

-- Returns a table: fiber, sockets (in the order of their creation), printed (a list of lines), taken, unreachable.
-- While run.held is true, print waits, so that a demonstration's server stays.
function shipped.start(name, ...)
  local run = {sockets = {}, printed = {}, taken = {}, unreachable = {}}
  local function new()
    local sock = ip.udp.socket.new()
    run.sockets[#run.sockets + 1] = sock
    return wrap(run, sock)
  end
  local udp = setmetatable({socket = setmetatable({new = new}, {__index = ip.udp.socket})}, {__index = ip.udp})
  local path = "../../../scripts/" .. name
  local env = setmetatable({
    arg = {[0] = path, ...},
    ip = setmetatable({udp = udp}, {__index = ip}),
    print = function(...)
      shipped.await(function() return not run.held end)
      local texts = table.pack(...)
      for i = 1, texts.n do texts[i] = tostring(texts[i]) end
      run.printed[#run.printed + 1] = table.concat(texts, "\t")
    end,
  }, {__index = _G})
  run.fiber = spawn(assert(loadfile(path, "t", env)), ...)
  return run
end

-- Waits until a condition is true.
function shipped.await(condition)
  time.with_timeout(shipped.LIMIT, function()
    while not condition() do time.sleep(0.001) end
  end)
end

-- Waits until the script has bound its first socket, and returns the endpoint.
function shipped.endpoint(run)
  shipped.await(function() return run.sockets[1] and run.sockets[1].is_open and run.sockets[1].local_port > 0 end)
  return run.sockets[1].local_address, run.sockets[1].local_port
end

-- Returns a socket on the loopback interface, for a hostile server, and its endpoint.
function shipped.listener(loopback)
  local sock = ip.udp.socket.new()
  sock:open(ip.address.new(loopback))
  sock:bind(ip.address.new(loopback), 0)
  return sock, ip.tostring(sock.local_address, sock.local_port)
end

function shipped.client(address, port)
  local sock, buf = ip.udp.socket.new(), byte_span.new(65535)
  sock:connect(address, port)
  return {
    sock = sock,
    send = function(text) sock:send(byte_span.append(text)) end,
    hear = function(seconds)
      return tostring(buf:slice(1, time.with_timeout(seconds or shipped.LIMIT, sock.receive, sock, buf))) end,
  }
end

local function mutated(sample)
  local bytes = {sample:byte(1, -1)}
  for _ = 1, math.random(0, 6) do
    local place = math.random(#bytes + 1)
    local kind = math.random(4)
    if kind == 1 then bytes[place] = math.random(0, 255)
    elseif kind == 2 then table.insert(bytes, place, math.random(0, 255))
    elseif kind == 3 and #bytes > 0 then table.remove(bytes, math.min(place, #bytes))
    else bytes[place] = ({0, 0xC0, 0x0C, 0xFF, 27, 0x9B, 32, 10})[math.random(8)] end
  end
  return string.char(table.unpack(bytes))
end

-- Sends mutated samples, an empty datagram and a long one to a socket of the script. Waits until the script has taken
-- them, because the kernel drops datagrams if too many are queued. Then calls check. Errors name the FUZZ_SEED.
function shipped.fuzz(run, sock, samples, count, send, check)
  local seed = tonumber(os.getenv("FUZZ_SEED")) or math.random(1 << 31)
  math.randomseed(seed)
  local ok, e = pcall(time.with_timeout, shipped.LIMIT, function()
    local sent = run.taken[sock]
    for i = 1, count do
      send(i == 1 and "" or i == 2 and ("\xff"):rep(60000) or mutated(samples[math.random(#samples)]))
      sent = sent + 1
      if i % 50 == 2 or i == count then shipped.await(function() return run.taken[sock] >= sent end) end
    end
    check()
  end)
  if not ok then error("FUZZ_SEED=" .. seed .. ": " .. tostring(e), 0) end
end

return shipped
