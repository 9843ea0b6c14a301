local captures, replays = dofile("support/captures.lua"), dofile("support/replays.lua")
local v4 = captures.v4
local path = captures.file(captures.pcapng("raw", {
  v4("10.0.0.1", 1000, "10.0.0.9", 53, "AA?1"), v4("10.0.0.1", 1000, "10.0.0.9", 53, "BB?2"),
  v4("10.0.0.9", 53, "10.0.0.1", 1000, "BB!2"), v4("10.0.0.9", 53, "10.0.0.1", 1000, "AA!1"),
  v4("10.0.0.9", 53, "10.0.0.1", 1000, "AX!3"),
}))
local child, port = replays.server(path, "--at", "127.0.0.1:0", "--fast", "--ignore", "0+2")
local sock = replays.socket()
sock:send_to(byte_span.append("xx?1"), "127.0.0.1", port)
replays.ask(sock, "yy?2", port)
print((replays.receive(sock)))
print((replays.receive(sock)))
replays.finish(child)
sock:close()
os.remove(path)

print("a client repeats a number of the server")
path = captures.file(captures.pcapng("raw", {
  v4("10.0.0.1", 1000, "10.0.0.9", 53, "00 hello"), v4("10.0.0.9", 53, "10.0.0.1", 1000, "42 cookie"),
  v4("10.0.0.1", 1000, "10.0.0.9", 53, "42 again"),
}))
local server = replays.socket()
replays.client(path, server, function()
  local _, from, from_port = replays.receive(server)
  server:send_to(byte_span.append("99 cookie"), from, from_port)
  print((replays.receive(server)))
end, "--ignore", "0+2", "--fast")
server:close()
os.remove(path)
