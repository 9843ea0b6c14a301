-- options: --recorder 256 --memory-limit 6000000
local client <const>, server <const> = dofile("support/question.lua")()
local texts = {}
for i = 1, 1e9 do texts[i] = string.rep("x", 1000) .. i end
