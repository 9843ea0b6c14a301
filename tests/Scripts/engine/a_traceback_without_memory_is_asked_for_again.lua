-- options: --memory-limit 8000000
-- debug.traceback of another coroutine is made by a shim that is loaded when it is first needed.
local co = coroutine.create(function() coroutine.yield() end)
coroutine.resume(co)
local traceback = debug.traceback
local last
local function fill(size)
  while true do last = {last, size and string.rep("x", size)} end
end
for _, size in ipairs {100000, 10000, 1000, 100} do assert(not pcall(fill, size)) end
assert(not pcall(fill))
local first, e = pcall(traceback, co)
local second, again = pcall(traceback, co)
last = nil
collectgarbage()
print(first, e)
print(second, again)
print(traceback(co))
print(debug.traceback("here"))
