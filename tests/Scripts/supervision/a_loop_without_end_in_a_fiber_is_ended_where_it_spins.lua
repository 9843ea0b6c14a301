-- options: --timeout 3
local f = spawn(function()
  while true do end
end)
f:join()
