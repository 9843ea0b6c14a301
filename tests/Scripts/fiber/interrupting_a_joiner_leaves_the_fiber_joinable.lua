local time = require "time"
local worker = spawn(function() time.sleep(0.05) return "done" end)
local joiner = spawn(function() worker:join() end)
this_fiber.yield()
print(worker.joinable)
joiner:interrupt()
joiner:join()
print(joiner.interruption_caught, worker.joinable)
print(worker:join())
