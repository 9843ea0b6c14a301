local asio_error, generic_error = require "asio_error", require "generic_error"
local symbols = {}
for name, e in pairs(asio_error.basic) do
  assert(tostring(e.category) == "system" and e:togeneric() == generic_error[e.symbol])
  symbols[#symbols + 1] = name .. " " .. e.symbol
end
table.sort(symbols)
print(table.concat(symbols, "\n"))
