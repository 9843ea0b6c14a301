local e = require("asio_error").netdb.host_not_found
e.operation, e.address, e.port = "ask", "192.0.2.1", 53
error(e)
