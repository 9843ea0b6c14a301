-- options: --recorder 256
local function closed_port()
  local sock = ip.udp.socket.new()
  sock:open("v4")
  sock:bind("127.0.0.1", 0)
  local port = sock.local_port
  sock:close()
  return port
end

local buffer = byte_span.new(10)
local function show(sock, port)
  for _, event in ipairs(ip.udp.recording(sock)) do
    print(event.kind, event.length, event.message, event.icmp_type, event.icmp_code, event.reporter,
      event.remote_address, event.remote_port == port, event.place and event.place:match("%d+$"))
  end
end

local connected, port = ip.udp.socket.new(), closed_port()
connected:connect("127.0.0.1", port)
connected:send(byte_span.append("a"))
print(pcall(connected.receive, connected, buffer))
show(connected, port)

local asking = ip.udp.socket.new()
port = closed_port()
asking:open("v4")
asking:bind("127.0.0.1", 0)
asking:set_option("receive_errors", true)
asking:send_to(byte_span.append("b"), "127.0.0.1", port)
print(pcall(asking.receive, asking, buffer))
show(asking, port)
