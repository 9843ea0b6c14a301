local names = {}
for i = 1, 20 do
  local name = os.tmpname()
  assert(not names[name])
  names[name] = true
end
for name in pairs(names) do
  local stat <close> = io.popen("stat -c %a,%s,%F " .. name)
  local found = stat:read("l")
  assert(found == "600,0,regular empty file", found)
  assert(os.remove(name))
end
print("twenty files")
