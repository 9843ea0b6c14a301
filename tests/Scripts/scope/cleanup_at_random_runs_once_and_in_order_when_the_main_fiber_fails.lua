local seed = tonumber(arg[1]) or 12
local promise, failure = require "future".new()
require "./support/ending"(seed, function() promise:set_value("the end") return true end)
error(failure:get(), 0)
