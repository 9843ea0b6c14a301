-- options: --recorder 256
require "moonwire.proto.tftp"
require "moonwire.proto.coap"
local sock = ip.udp.socket.new()
sock:open("v4")
sock:bind("127.0.0.1", 0)
for _, text in ipairs {"\0\5hello\0", "\0\5\0\1hello\0", "@@@@", "d1:ald1:al", "\x40\x01\0\1", "\x60\x45\0\1\xffhi"} do
  sock:send_to(byte_span.append(text), "127.0.0.1", sock.local_port)
end
error("the datagrams", 0)
