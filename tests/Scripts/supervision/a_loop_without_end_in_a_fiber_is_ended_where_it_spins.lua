-- options: --timeout 1
local f = spawn(function()
  while true do end
end)
f:join()
