local show = dofile("../support/show.lua")
local new = ip.address.new
local list = {}
for _, text in ipairs {"::1", "9.0.0.0", "10.0.0.0", "::", "255.255.255.255", "fe80::1%2", "0.0.0.0", "fe80::1%1",
  "ffff::"} do
  list[#list + 1] = new(text)
end
table.sort(list)
for i, a in ipairs(list) do list[i] = tostring(a):gsub("%%.*", "") end
print(table.concat(list, " "))
print(new("1.1.1.1") <= new("1.1.1.1"), new("1.1.1.1") < new("1.1.1.1"), new("::") >= new("255.255.255.255"),
  new("::") > new("::1"))
show(function() return new("::") < 5 end)
show(function() return "::" <= new("::") end)
