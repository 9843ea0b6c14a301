local new = ip.address.new
local a, b = new("fe80::1"), new("fe80::1")
print(a.scope_id, new("fe80::1%lo").scope_id, new("fe80::1%99999").scope_id, new("::1").scope_id)
a.scope_id = 99999
print(a, b, a == b, a == new("fe80::1%99999"), a > b)
a.scope_id = 4294967295
print(a, a.scope_id)
a.scope_id = 0
print(a, a == b)
local group = new("ff02::1")
group.scope_id = new("fe80::1%lo").scope_id
print(group, new("ff02::1"))
