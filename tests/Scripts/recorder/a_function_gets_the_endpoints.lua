-- options: --recorder 256 --redact support/show_info.lua
local function bound(family, address)
  local sock = ip.udp.socket.new()
  sock:open(family)
  sock:bind(address, 0)
  return sock
end

local room, buffer = byte_span.append(("."):rep(60)), byte_span.new(60)
local function show(sock, expected)
  for _, event in ipairs(ip.udp.recording(sock)) do
    if event.bytes then
      local text = event.bytes:gsub(" +$", "")
      print((text:gsub("%d%d%d%d+", {[tostring(expected[1])] = "OWN", [tostring(expected[2])] = "OTHER"})))
    end
  end
end

local a, b = bound("v4", "127.0.0.1"), bound("v4", "127.0.0.1")
a:send_to(room, "127.0.0.1", b.local_port)
b:receive_from(buffer)
b:connect("127.0.0.1", a.local_port)
b:send(room)
a:try_receive_from(buffer)
show(a, {a.local_port, b.local_port})
show(b, {b.local_port, a.local_port})

local c, d = bound("v6", "::1"), bound("v6", "::1")
c:send_to(room, "::1", d.local_port)
d:receive_with_info(buffer)
show(c, {c.local_port, d.local_port})
show(d, {d.local_port, c.local_port})

-- A socket without a port gets the port with the first datagram. An IPv4 address of an IPv6 socket is an IPv4 address.
local e, f = ip.udp.socket.new(), ip.udp.socket.new()
e:open("v4")
e:send_to(room, "127.0.0.1", a.local_port)
show(e, {e.local_port, a.local_port})
f:open("v6")
f:set_option("v6_only", false)
f:bind("::", 0)
f:send_to(room, "::ffff:127.0.0.1", a.local_port)
show(f, {f.local_port, a.local_port})
