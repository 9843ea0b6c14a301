local _, a = pcall(byte_span.new, -1)
local _, b = pcall(byte_span.new, "x")
local _, c = pcall(ip.address.new, "malformed")
print(a == b, a == c, a ~= c, a.code == c.code, a.category ~= c.category)
print(tostring(a), tostring(c), a.nothing)
print(c:togeneric() == a, a:togeneric() == a)
a.mine = 5
print(a.mine, select(2, pcall(byte_span.new, -1)).mine)
