local show = dofile("../support/show.lua")
local new = ip.address.new
for _, text in ipairs {"::1", "2001:db8::1", "fe80::1%lo", "::ffff:1.2.3.4"} do
  local a, other = new(text), new(text)
  show(function() a.scope_id = 7 end)
  a.scope_id = a.scope_id
  print(a == other, a)
end
