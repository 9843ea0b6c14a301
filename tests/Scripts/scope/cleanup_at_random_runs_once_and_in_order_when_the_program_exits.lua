-- A fiber calls exit in its body, a handler, a __close or a coroutine.
local seed = tonumber(arg[1]) or 11
require "./support/ending"(seed, function() os.exit(3) end)
require "time".sleep(60)
