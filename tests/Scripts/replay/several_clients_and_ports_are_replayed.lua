local captures, replays = dofile("support/captures.lua"), dofile("support/replays.lua")
local function replay(packets, ...)
  local path = captures.file(captures.pcapng("raw", packets))
  local child, port = replays.server(path, "--at", "127.0.0.1:0", "--fast", ...)
  os.remove(path)
  return child, port
end
local v4 = captures.v4
local both = {
  v4("10.0.0.1", 1000, "10.0.0.9", 53, "first?"), v4("10.0.0.2", 1000, "10.0.0.9", 53, "second?"),
  v4("10.0.0.9", 53, "10.0.0.2", 1000, "second!"), v4("10.0.0.9", 53, "10.0.0.1", 1000, "first!"),
}
print("two clients, in another order")
local child, port = replay(both)
local one, two = replays.socket(), replays.socket()
two:send_to(byte_span.append("second?"), "127.0.0.1", port)
one:send_to(byte_span.append("first?"), "127.0.0.1", port)
print((replays.receive(two)))
print((replays.receive(one)))
replays.finish(child)

print("two recorded clients are one socket")
child, port = replay(both)
one:send_to(byte_span.append("first?"), "127.0.0.1", port)
one:send_to(byte_span.append("second?"), "127.0.0.1", port)
print((replays.receive(one)))
print((replays.receive(one)))
replays.finish(child)

print("one of two clients")
child, port = replay(both, "--conversation", "10.0.0.2:1000")
replays.ask(two, "second?", port)
replays.finish(child)

print("a client with a new port for each question")
child, port = replay {
  v4("10.0.0.1", 1000, "10.0.0.9", 53, "1?"), v4("10.0.0.9", 53, "10.0.0.1", 1000, "1!"),
  v4("10.0.0.1", 1000, "10.0.0.9", 53, "2?"), v4("10.0.0.9", 53, "10.0.0.1", 1000, "2!"),
}
replays.ask(one, "1?", port)
replays.ask(two, "2?", port)
replays.finish(child)

print("the server answers from another port")
local transfer = {
  v4("10.0.0.1", 1000, "10.0.0.9", 69, "read"), v4("10.0.0.9", 4000, "10.0.0.1", 1000, "block 1"),
  v4("10.0.0.1", 1000, "10.0.0.9", 4000, "ack 1"), v4("10.0.0.9", 4000, "10.0.0.1", 1000, "block 2"),
}
child, port = replay(transfer)
local _, _, other = replays.ask(one, "read", port)
print(other ~= port)
replays.ask(one, "ack 1", other)
replays.finish(child)
local free = replays.socket()
local new_port = free.local_port
free:close()
child, port = replay(transfer, "--map", "10.0.0.9:4000=127.0.0.1:" .. new_port)
_, _, other = replays.ask(one, "read", port)
print(other == new_port)
replays.ask(one, "ack 1", other)
replays.finish(child)

print("empty datagrams")
child, port = replay {v4("10.0.0.1", 1000, "10.0.0.9", 53, ""), v4("10.0.0.9", 53, "10.0.0.1", 1000, "")}
replays.ask(one, "", port)
replays.finish(child)
print("a client of a server with two ports")
local path = captures.file(captures.pcapng("raw", transfer))
local server, second = replays.socket(), replays.socket()
replays.client(path, server, function()
  local _, from, from_port = replays.receive(server)
  second:send_to(byte_span.append("block 1"), from, from_port)
  print((replays.receive(second)))
  second:send_to(byte_span.append("block 2"), from, from_port)
end)
os.remove(path)

print("IPv6")
path = captures.file(captures.pcapng("raw", {captures.v6(1000, 53, "six?"), captures.v6(53, 1000, "six!")}))
child, port = replays.server(path, "--at", "[::1]:0")
local six = replays.socket("::1")
replays.ask(six, "six?", port, "::1")
replays.finish(child)
os.remove(path)

print("addresses")
path = captures.file(captures.pcapng("raw", both))
replays.client(path, server, function()
  for _ = 1, 2 do
    local bytes, from, from_port = replays.receive(server)
    print(bytes, from)
    server:send_to(byte_span.append(bytes:sub(1, -2) .. "!"), from, from_port)
  end
end, "--map", "10.0.0.1=127.0.0.3", "--map", "10.0.0.2:1000=127.0.0.4", "--fast")
os.remove(path)

print("nothing listens")
local closed_port = dofile("../support/ports.lua").closed()
path = captures.file(captures.pcapng("raw", both))
local result = require "system".run(captures.options(
  "replay", path, "--as", "client", "--at", "127.0.0.1:1", "--map", "10.0.0.9=127.0.0.1:" .. closed_port))
print((result.stdout:gsub("%d+\n$", "PORT\n")), result.exit_code)
for _, sock in ipairs {one, two, server, second, six} do sock:close() end
os.remove(path)
