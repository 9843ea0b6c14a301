-- options: --recorder 256 --timeout 1
local client <const>, server <const> = dofile("support/question.lua")()
string.gsub("a", "a", function()
  while true do end
end)
