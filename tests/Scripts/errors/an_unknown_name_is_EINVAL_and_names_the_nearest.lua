local generic_error, asio_error = require "generic_error", require "asio_error"
local function try(table, key)
  local ok, e = pcall(function() return table[key] end)
  print(ok, e.symbol, e.category, e.arg, e.detail)
end
try(generic_error, "EADRINUSE")
try(generic_error, "einval")
try(generic_error, ("E"):rep(1000000):sub(1, 3) .. "XDEV")
try(asio_error, "netdn")
try(asio_error.basic, "operation_abort")
try(asio_error.netdb, "try_again")
try(asio_error.misc, 1)
try(asio_error.misc, {})
