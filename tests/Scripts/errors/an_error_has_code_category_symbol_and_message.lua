local generic_error, asio_error = require "generic_error", require "asio_error"
for _, e in ipairs {
  generic_error.EACCES, generic_error.EWOULDBLOCK, asio_error.basic.operation_aborted, asio_error.netdb.host_not_found,
  asio_error.addrinfo.service_not_found, asio_error.misc.eof,
} do
  print(e.code, e.category, e.symbol, e.message, tostring(e) == e.message, e.category.name == tostring(e.category))
end
