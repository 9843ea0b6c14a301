local generic_error, asio_error = require "generic_error", require "asio_error"
for _, e in ipairs {
  asio_error.basic.fault, asio_error.netdb.host_not_found_try_again, asio_error.netdb.no_data,
  asio_error.addrinfo.socket_type_not_supported, asio_error.misc.not_found,
} do print(e.symbol, e:togeneric().category, e:togeneric().symbol) end
for _, e in ipairs {
  generic_error.EDOM, asio_error.netdb.host_not_found, asio_error.netdb.no_recovery,
    asio_error.addrinfo.service_not_found,
  asio_error.misc.already_open, asio_error.misc.eof, asio_error.misc.fd_set_failure,
} do print(e.symbol, rawequal(e, e:togeneric())) end
