local show = dofile("../support/show.lua")
local generic_error, asio_error = require "generic_error", require "asio_error"
show(function() generic_error.EINVAL = 1 end)
show(function() asio_error.mine = 1 end)
show(function() asio_error.basic.fault = nil end)
show(setmetatable, generic_error, nil)
print(getmetatable(asio_error), getmetatable(asio_error.misc), generic_error.EINVAL)
