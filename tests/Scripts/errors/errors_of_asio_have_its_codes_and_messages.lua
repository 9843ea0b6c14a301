local asio_error = require "asio_error"
for _, group in ipairs {"netdb", "addrinfo", "misc"} do
  local names = {}
  for name in pairs(asio_error[group]) do names[#names + 1] = name end
  table.sort(names)
  for _, name in ipairs(names) do
    local e = asio_error[group][name]
    print(group, name, e.code, e.category, e)
  end
end
