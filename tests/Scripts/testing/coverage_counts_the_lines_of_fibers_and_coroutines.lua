-- test.coverage counts each line with code, in fibers and coroutines as well.
local test = require "moonwire.test"
test.coverage.start()
local work = require "./support/covered"
work.add(1, 2)
spawn(function() work.loop(10) end):join()
coroutine.wrap(function() spawn(function() work.co() end):join() end)()
local file = test.coverage.finish()["support/covered.lua"]
for _, line in ipairs(file.active) do io.write(line, ":", file.hits[line], " ") end
print()
