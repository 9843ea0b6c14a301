-- Runs a script of scripts/ in this program, with its sockets and what it prints within reach, and makes hostile datagrams.
local time = require "time"
local shipped = {}

-- Returns a table: fiber, sockets (in the order in which they were made), printed (a list of lines).
function shipped.start(name, ...)
  local run = {sockets = {}, printed = {}}
  local socket = setmetatable({new = function()
    local sock = ip.udp.socket.new()
    run.sockets[#run.sockets + 1] = sock
    return sock
  end}, {__index = ip.udp.socket})
  local udp = setmetatable({socket = socket}, {__index = ip.udp})
  local path = "../../../scripts/" .. name
  local env = setmetatable({
    arg = {[0] = path, ...},
    ip = setmetatable({udp = udp}, {__index = ip}),
    print = function(...)
      local texts = table.pack(...)
      for i = 1, texts.n do texts[i] = tostring(texts[i]) end
      run.printed[#run.printed + 1] = table.concat(texts, "\t")
    end,
  }, {__index = _G})
  run.fiber = spawn(assert(loadfile(path, "t", env)), ...)
  return run
end

-- Waits until the script has bound its first socket; returns its endpoint.
function shipped.endpoint(run)
  return time.with_timeout(30, function()
    while not (run.sockets[1] and run.sockets[1].local_port and run.sockets[1].local_port > 0) do time.sleep(0.001) end
    return run.sockets[1].local_address, run.sockets[1].local_port
  end)
end

function shipped.client(address, port)
  local sock, buf = ip.udp.socket.new(), byte_span.new(65535)
  sock:connect(address, port)
  return {
    sock = sock,
    send = function(text) sock:send(byte_span.append(text)) end,
    hear = function(seconds) return tostring(buf:slice(1, time.with_timeout(seconds or 30, sock.receive, sock, buf))) end,
  }
end

-- Datagrams of mutated samples, with random bytes, the empty one and the longest one among them; the seed is told on failure.
function shipped.fuzz(samples, count, send)
  local seed = math.random(1 << 31)
  math.randomseed(seed)
  local ok, e = pcall(function()
    send("")
    send(("\xff"):rep(65507))
    this_fiber.yield()
    for _ = 1, count do
      local bytes = {samples[math.random(#samples)]:byte(1, -1)}
      for _ = 1, math.random(0, 6) do
        local place = math.random(#bytes + 1)
        local kind = math.random(4)
        if kind == 1 then bytes[place] = math.random(0, 255)
        elseif kind == 2 then table.insert(bytes, place, math.random(0, 255))
        elseif kind == 3 and #bytes > 0 then table.remove(bytes, math.min(place, #bytes))
        else bytes[place] = ({0, 0xC0, 0x0C, 0xFF, 27, 0x9B, 32, 10})[math.random(8)] end
      end
      send(string.char(table.unpack(bytes)))
      this_fiber.yield()
    end
  end)
  if not ok then error("seed " .. seed .. ": " .. tostring(e), 0) end
  return seed
end

return shipped
