-- options: --timeout 3
debug.sethook(function()
  while true do end
end, "", 100)
while true do end
