-- options: --timeout 1
setmetatable({}, {__gc = function()
  while true do end
end})
collectgarbage()
