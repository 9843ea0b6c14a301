-- options: --recorder 256 --redact 0+2
local client <const>, server <const> = dofile("support/question.lua")()
error("the reason", 0)
