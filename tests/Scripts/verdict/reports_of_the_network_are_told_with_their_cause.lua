-- options: --recorder 256
-- network: own
-- tool: nft
local verdict = dofile("support/verdict.lua")
local function shell(command) assert(os.execute(command), command) end
shell([[nft 'table inet t {
chain in {
  type filter hook input priority 0
  udp dport 54 reject with icmp type net-unreachable
  udp dport 55 reject with icmp type host-unreachable
  udp dport 56 reject with icmp type admin-prohibited
  udp dport 57 reject with icmp type port-unreachable
  udp dport 58 drop
}
}']])

-- Each report, with receive_errors.
for port = 54, 58 do
  local sock = verdict.socket()
  sock:set_option("receive_errors", true)
  sock:send_to(byte_span.append("question"), "127.0.0.1", port)
  local e = select(2, pcall(require "time".with_timeout, 0.1, sock.receive, sock, byte_span.new(100)))
  print(e.symbol, verdict.text(verdict.time_out(sock).detail))
end

-- A connected socket without receive_errors gets only the report about the port.
for port = 54, 57 do
  local sock = ip.udp.socket.new()
  sock:connect("127.0.0.1", port)
  sock:send(byte_span.append("question"))
  local e = select(2, pcall(require "time".with_timeout, 0.1, sock.receive, sock, byte_span.new(100)))
  print(e.symbol, verdict.text(verdict.time_out(sock).detail))
end

-- Nobody has the address.
local sock = ip.udp.socket.new()
sock:open("v4")
sock:set_option("receive_errors", true)
sock:send_to(byte_span.append("question"), "10.7.9.77", 9)
print(select(2, pcall(sock.receive, sock, byte_span.new(100))).symbol)
verdict.show(sock)

-- A rule of this machine forbids the send. The other backend reports the refusal as EACCES.
shell([[nft 'table inet u {
chain out {
  type filter hook output priority 0
  udp dport 59 drop
}
}']])
sock = verdict.socket()
print((pcall(sock.send_to, sock, byte_span.append("question"), "127.0.0.1", 59)))
local text = verdict.time_out(sock).detail
print(text:match("the last datagram, to [^,]+, was not sent, because of"), text:match("[^ ]+ rule of this .*"))
