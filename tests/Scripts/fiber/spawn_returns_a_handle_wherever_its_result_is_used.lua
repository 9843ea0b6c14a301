local function f(...) return ... end
local function is_handle(value) return getmetatable(value).__name == "fiber" and value.joinable end

local kept
local function assigned() kept = spawn(f) end
assigned() print("assigned in a function whose own result is not used", is_handle(kept))
local function in_local() local handle = spawn(f) kept = handle end
in_local() print("a local variable", is_handle(kept))
local function in_table() kept = {spawn(f), spawn(f)} end
in_table() print("in a table", is_handle(kept[1]), is_handle(kept[2]))
local function argument() kept = f(spawn(f)) end
argument() print("an argument", is_handle(kept))
local function joined() kept = spawn(f, 1):join() end
joined() print("a method is called", kept)
local function returned() return spawn(f) end
print("returned by a tail call", is_handle(returned()))
local function operand() kept = spawn(f) == nil end
operand() print("an operand", kept)
print("pcall", is_handle(select(2, pcall(spawn, f))))
print("a coroutine's own function", is_handle(coroutine.wrap(spawn)(f)))
print("a metamethod", is_handle(setmetatable({}, {__index = function() return spawn(f) end}).x))
print("an iterator", is_handle((function() for handle in spawn, f do return handle end end)()))
print("counted", select("#", spawn(f)))

-- If the result is not used, there is no handle, and the fiber runs anyway.
local ran = 0
local function count() ran = ran + 1 end
spawn(count)
local function dropped() return spawn(count) end
dropped()
pcall(function() spawn(count) end)
do local _ <close> = setmetatable({}, {__close = function() spawn(count) end}) end
coroutine.wrap(function() spawn(count) end)()
this_fiber.yield()
print("ran", ran)
