local a, b
a = spawn(function()
  scope_cleanup_push(function() print("a is cleaned up") end)
  local x <close> = setmetatable({}, {__close = function() print("a is closed") end})
  b:join()
end)
b = spawn(function() a:join() end)
