-- options: --log-level error
local shipped, time = dofile("support/shipped.lua"), require "time"
local NAME <const> = "shipped.lua"
local file <close> = io.open("support/" .. NAME, "rb")
local content = file:read("a")

local function request(name) return string.pack(">I2zz", 1, name, "octet") end

-- Fetches the file. It sends its last datagram again after a time-out, as RFC 1350 requires. It calls attack before it
-- acknowledges the first block.
local function fetch(address, port, attack)
  local sock <close> = ip.udp.socket.new()
  sock:open(address)
  sock:bind(address, 0)
  local buf, last, to, parts = byte_span.new(600), request(NAME), port, {}
  while true do
    sock:send_to(byte_span.append(last), address, to)
    local ok, count, _, from = pcall(time.with_timeout, 0.2, sock.receive_from, sock, buf)
    local data = ok and tostring(buf:slice(1, count))
    if ok and data:sub(1, 4) == string.pack(">I2I2", 3, #parts + 1) then
      to = from
      parts[#parts + 1] = data:sub(5)
      if #parts == 1 and attack then attack(to, sock) end
      last = string.pack(">I2I2", 4, #parts)
      if #data < 516 then
        sock:send_to(byte_span.append(last), address, to)
        return table.concat(parts) == content
      end
    end
  end
end

-- Returns a socket on another v4 address of the loopback interface.
local function forger_at(i, port)
  local sock = ip.udp.socket.new()
  sock:open("v4")
  sock:bind(ip.address.new("127.0.0." .. i), port or 0)
  return sock
end

-- Sends requests from addresses that acknowledge nothing.
local function forge_requests(run, address, port)
  -- From one address: it is sent few blocks.
  local main, before, forgers, blocks, span = run.sockets[1], #run.sockets, {}, 0, byte_span.append(request(NAME))
  for i = 1, 20 do forgers[i] = forger_at(2) end
  for _ = 1, 10 do
    local taken = run.taken[main]
    for _, forger in ipairs(forgers) do forger:send_to(span, address, port) end
    shipped.await(function() return run.taken[main] == taken + #forgers end)
  end
  shipped.await(function() return #run.sockets >= before + 4 end)
  for _, forger in ipairs(forgers) do
    while forger:io_control("bytes_readable") > 0 do
      forger:receive(byte_span.new(600))
      blocks = blocks + 1
    end
  end
  print(blocks > 0 and blocks <= 24 and #run.sockets - before < 10 or blocks)

  -- From many addresses: nobody is kept out, and the number of sockets is bounded.
  before = #run.sockets
  for i = 1, 100 do
    forgers[i] = forger_at(100 + i)
    forgers[i]:send_to(span, address, port)
    shipped.await(function() return #run.sockets == before + i end)
  end
  print(fetch(address, port))
  local open = 0
  for _, sock in ipairs(run.sockets) do open = open + (sock.is_open and 1 or 0) end
  print(open <= 66 or open)
end

local function attack(endpoint)
  local run = shipped.start("file_transfer.lua", endpoint, "support")
  local address, port = shipped.endpoint(run)
  local stranger = shipped.client(address, port)

  -- A datagram that is not a request gets no answer: the first answer is for the name after it. No name leads outside.
  for _, text in ipairs {"", "\0", "\0\1", "\0\1a", "\0\1\0octet\0", "\0\3\0\1x", "\0\4\0\1", "\0\5\0\1forged\0",
    "\0\9a\0octet\0"} do
    stranger.send(text)
  end
  for _, name in ipairs {"../support/" .. NAME, "./" .. NAME, "/etc/passwd", "..", ".", ".hidden", "a\\b", "x\27",
    ("x"):rep(400), "none"} do
    stranger.send(request(name))
    assert(stranger.hear() == "\0\5\0\1\0", name)
  end
  stranger.send(string.pack(">I2zz", 2, NAME, "octet"))
  print(stranger.hear() == "\0\5\0\2\0")
  stranger.send(string.pack(">I2zz", 1, NAME, "netascii"))
  print(stranger.hear() == "\0\5\0\4\0")

  -- Datagrams from a wrong port: data and acknowledgements get error 5, and the transfer continues.
  local sockets = #run.sockets
  print(fetch(address, port, function(tid, sock)
    local forger, own = shipped.client(address, tid), run.sockets[#run.sockets]
    local taken = run.taken[own]
    for _, text in ipairs {"\0\5\0\0\0", "\0\5\0\5\0", "\0\4\0\1", "\0\3\0\1forged", "\0\4\0\1"} do
      forger.send(text)
    end
    shipped.await(function() return run.taken[own] >= taken + 5 end)
    for _ = 1, 3 do assert(forger.hear() == "\0\5\0\5\0") end
    print(forger.sock:io_control("bytes_readable"))
    if address.is_v4 then forger_at(9, sock.local_port):send_to(byte_span.append("\0\5\0\0\0"), address, tid) end
    shipped.fuzz(run, own, {"\0\4\0\1", "\0\3\0\1text", "\0\5\0\0\0"}, 300, forger.send, function() end)
    taken = run.taken[run.sockets[1]]
    sock:send_to(byte_span.append(request(NAME)), address, port) -- a repeated request already has its transfer
    shipped.await(function() return run.taken[run.sockets[1]] > taken end)
  end))
  print(#run.sockets - sockets)

  if address.is_v4 then forge_requests(run, address, port) end
  shipped.fuzz(run, run.sockets[1], {request(NAME), "\0\2x\0octet\0"}, 500, stranger.send, function()
    print(fetch(address, port))
  end)
  run.sockets[1]:close()
  print(pcall(run.fiber.join, run.fiber))
end

attack("127.0.0.1:0")
attack("[::1]:0")

-- The demonstration's client: once it knows the server's port, datagrams from another port change nothing.
local run = shipped.start("file_transfer.lua")
shipped.await(function() return run.sockets[2] and run.taken[run.sockets[2]] > 0 end)
local forger = shipped.client(ip.address.loopback_v4(), run.sockets[2].local_port)
for number = 1, 20 do
  forger.send("\0\5\0\0\0")
  forger.send(string.pack(">I2I2", 3, number) .. "forged")
end
run.fiber:join()
print(run.printed[1]:match("%a.*"))
print(run.printed[3])
