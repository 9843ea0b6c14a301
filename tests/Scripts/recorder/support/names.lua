-- Records the names of the globals.
local names = {}
for name in pairs(_G) do names[#names + 1] = name end
table.sort(names)
local text = table.concat(names, " ")
return function(datagram) return (text .. (" "):rep(#datagram)):sub(1, #datagram) end
