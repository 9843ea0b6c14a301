local asio_error, generic_error = require "asio_error", require "generic_error"
local generic, misc = generic_error.EINVAL.category, asio_error.misc.eof.category
print(generic.name, generic:message(13), generic.nothing)
print(misc.name, misc:message(3), misc:message(99))
print(pcall(function() misc.name = "mine" end))
print(misc.name, misc == asio_error.misc.not_found.category, misc == generic)
print(select(2, pcall(misc.message, 3)).detail)
