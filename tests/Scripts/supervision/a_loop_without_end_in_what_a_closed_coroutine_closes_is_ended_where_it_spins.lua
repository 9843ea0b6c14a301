-- options: --timeout 3
local co = coroutine.create(function()
  local _ <close> = setmetatable({}, {__close = function()
    while true do end
  end})
  coroutine.yield()
end)
coroutine.resume(co)
coroutine.close(co)
