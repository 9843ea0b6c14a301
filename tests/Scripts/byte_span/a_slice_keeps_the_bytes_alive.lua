local function make() return byte_span.append(("0123456789"):rep(100000)):slice(5, 10) end
local slices = {}
for i = 1, 20 do slices[i] = make():slice(2):slice(1, 3) collectgarbage() end
for i = 1, 20 do assert(tostring(slices[i]) == "567") end
print("alive")
