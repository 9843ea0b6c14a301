-- options: --memory-limit 8000000
local function hog() local t = {} for i = 1, 1e9 do t[i] = {i, tostring(i)} end end
print(coroutine.resume(coroutine.create(hog)))
print(pcall(coroutine.wrap(hog)))
print(coroutine.resume(coroutine.create(function() local ok, e = pcall(hog) coroutine.yield(ok, e) end)))
print(pcall(coroutine.wrap(function() return coroutine.wrap(hog)() end)))
local co = coroutine.create(function() local x <close> = setmetatable({}, {__close = hog}) coroutine.yield() end)
coroutine.resume(co)
print(coroutine.close(co))
-- as many coroutines as the memory allows
print(pcall(function() local t = {} for i = 1, 1e9 do t[i] = coroutine.wrap(coroutine.yield) t[i](i) end end))
-- between switches
for round = 1, 50 do
  local t = {}
  local ok, e = pcall(function()
    local f = coroutine.wrap(function(...) while true do local x = {coroutine.yield(...)} t[#t + 1] = x end end)
    while true do f(table.unpack(t, 1, math.min(#t, 100))) end
  end)
  assert(not ok and tostring(e):find("not enough memory"), e)
end
local s = spawn(function() print(coroutine.resume(coroutine.create(hog))) end)
s:join()
print(select(2, coroutine.resume(coroutine.create(function() return coroutine.isyieldable(),
  (coroutine.running()) ~= nil end))))
