local sockets = dofile("support/sockets.lua")
local a, b = sockets.bound(), sockets.bound()
local all = {}
for i = 0, 255 do all[#all + 1] = string.char(i) end
local text = table.concat(all)
sockets.send(a, b, text .. "\0\0")
print(sockets.text(b, 300) == text .. "\0\0")
