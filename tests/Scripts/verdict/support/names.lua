-- Runs with support/hosts as /etc/hosts. Prints what time-outs tell about names with addresses of both families.
local verdict = dofile("support/verdict.lua")
local udp, address_of = ip.udp, ip.address.new
local UNCONFIGURED <const> = 0 -- without the flag address_configured, glibc finds addresses of both families

local function socket(family, address, port)
  local sock = udp.socket.new()
  sock:open(family)
  sock:bind(address, port or 0)
  return sock
end

-- Binds peers that never answer to the same port of addresses. Returns the port.
local function silent(...)
  local port = 0
  for _, address in ipairs {...} do
    local sock = socket(address:find(":", 1, true) and "v6" or "v4", address, port)
    port = sock.local_port
    sock:release()
  end
  return port
end

local function ask(sock, address, port) sock:send_to(byte_span.append("question"), address_of(address), port) end

local function show(what, sock)
  local detail = verdict.time_out(sock).detail
  print(what .. ": " .. (detail:match("; the name (.*)") or "nothing"))
end

local function look_up(name) udp.get_address_info(name, 5000, UNCONFIGURED) end

for _, name in ipairs {"first", "second", "third", "fourth"} do look_up(name .. ".test") end

local sock = socket("v4", "127.0.0.1")
ask(sock, "127.0.0.1", silent("::1"))
print((verdict.time_out(sock).detail:gsub("^.-; no socket", "no socket"):gsub(":%d+ now", ":PORT now")))

sock = socket("v4", "127.0.0.1")
ask(sock, "127.0.0.1", silent("127.0.0.1"))
show("nobody has the other address", sock)

sock = socket("v4", "127.0.0.1")
ask(sock, "127.0.0.2", silent("127.0.0.2"))
show("the other address is not of this machine", sock)
sock:connect("127.0.0.2", silent("127.0.0.2"))
sock:send(byte_span.append("question"))
show("a connected socket", sock)

sock = socket("v6", "::")
ask(sock, "::ffff:127.0.0.4", silent("127.0.0.4"))
show("a socket of both families", sock)

sock = socket("v6", "::1")
ask(sock, "::1", silent("::1", "127.0.0.3"))
show("IPv6", sock)

sock = socket("v4", "127.0.0.1")
ask(sock, "127.0.0.3", silent("127.0.0.3", "::1"))
show("another socket has sent to the other address", sock)

udp.get_address_v4_info("fifth.test", 5000)
ask(sock, "127.0.0.5", silent("127.0.0.5"))
show("the script has asked for IPv4 only", sock)

look_up("sixth.test")
ask(sock, "127.0.0.6", silent("127.0.0.6"))
show("a name of one family", sock)

local peer = socket("v4", "127.0.0.2")
sock = socket("v4", "127.0.0.1")
ask(sock, "127.0.0.2", peer.local_port)
peer:receive(byte_span.new(100))
show("the peer is a socket of this program", sock)
