local function work() error("lost") end
local function start() return (spawn(work)) end
local handle = start()
this_fiber.yield()
print("main goes on")
