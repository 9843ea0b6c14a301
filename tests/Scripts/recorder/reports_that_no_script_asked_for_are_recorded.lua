-- env: MOONWIRE_DISABLE=
-- env: MOONWIRE_READINESS=
local buffer = byte_span.new(10)
local function closed_port(family)
  local sock = ip.udp.socket.new()
  sock:open(family)
  sock:bind(family == "v4" and "127.0.0.1" or "::1", 0)
  local port = sock.local_port
  sock:close()
  return port
end

local function show(sock, port)
  for _, event in ipairs(ip.udp.recording(sock)) do
    print(event.kind, event.length, event.message, event.icmp_type, event.icmp_code, event.reporter,
      event.remote_address, event.remote_port == port, event.place and event.place:match("%d+$"))
  end
end

-- Each call that meets a report records it: a receive, each kind of send, and the time limit of a receive.
for _, family in ipairs{"v4", "v6"} do
  local address, port = family == "v4" and "127.0.0.1" or "::1", closed_port(family)
  local sock = ip.udp.socket.new()
  sock:open(family)
  sock:send_to(byte_span.append("a"), address, port)
  print(sock:try_receive_from(buffer))
  sock:send_to(byte_span.append("bc"), address, port)
  sock:send_to(byte_span.append("def"), address, port)
  sock:send_from(byte_span.append("ghij"), address, port, nil)
  sock:try_send_to(byte_span.append("klmno"), address, port)
  print(pcall(require "time".with_timeout, 0.01, sock.receive, sock, buffer))
  show(sock, port)
end

-- A socket with a small receive buffer does not ask.
local small, port = ip.udp.socket.new(), closed_port("v4")
small:open("v4")
small:set_option("receive_buffer_size", 8192)
small:send_to(byte_span.append("x"), "127.0.0.1", port)
print(small:try_receive_from(buffer))
show(small, port)
