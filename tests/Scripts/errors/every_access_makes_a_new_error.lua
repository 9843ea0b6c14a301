local generic_error, asio_error = require "generic_error", require "asio_error"
local e = generic_error.EINVAL
e.arg, e.mine = 3, "text"
print(e.arg, e.mine, generic_error.EINVAL.arg, generic_error.EINVAL.mine)
print(e == generic_error.EINVAL, rawequal(e, generic_error.EINVAL))
local f = asio_error.basic.operation_aborted
f.mine = 1
print(f == asio_error.basic.operation_aborted, asio_error.basic.operation_aborted.mine)
