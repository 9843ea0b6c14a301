-- Coroutines that fail, resumed and wrapped.  coroutine_failures.lua FAILURES
local failed = 0
local function fail()
  coroutine.yield()
  error("bad")
end
for _ = 1, tonumber(arg[1] or 600000) / 2 do
  local co = coroutine.create(fail)
  coroutine.resume(co)
  if not coroutine.resume(co) then failed = failed + 1 end
  local wrapped = coroutine.wrap(fail)
  wrapped()
  if not pcall(wrapped) then failed = failed + 1 end
end
print(failed)
