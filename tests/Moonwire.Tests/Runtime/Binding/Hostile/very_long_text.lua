-- Texts of many megabytes in places where a few bytes are expected.
local long = string.rep("1", 1 << 24)
print(pcall(ip.address.new, long))
print(pcall(ip.udp.socket.new().open, ip.udp.socket.new(), long))
local e = select(2, pcall(byte_span.new, -1))
print(pcall(e.category.message, e.category, long))
print("survived")
