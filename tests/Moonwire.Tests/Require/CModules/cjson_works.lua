local cjson = require "cjson"
print(cjson._NAME, package.searchpath("cjson", package.cpath):match("^/usr/lib/[^/]+/lua/5%.4/cjson%.so$") ~= nil)

local value = cjson.decode('{"numbers": [1, 2.5, -3e2], "text": "\\u00e4\\n", "none": null, "nested": {"yes": true}}')
print(("%g %g %g"):format(table.unpack(value.numbers)), value.text, value.none == cjson.null, value.nested.yes)
print(cjson.encode({1, "two", {three = false}}))

-- Errors raised in C arrive as Lua's.
print(pcall(cjson.decode, "{"))
print(pcall(cjson.encode, {print}))
print(pcall(cjson.encode, byte_span.new(1)))

-- JSON in a datagram.
local a, b = ip.udp.socket.new(), ip.udp.socket.new()
a:open("v4") a:bind(ip.address.loopback_v4(), 0) b:open("v4")
spawn(function() b:send_to(byte_span.append(cjson.encode({fiber = 2})), a.local_address, a.local_port) end)
local buffer = byte_span.new(64)
local received = cjson.decode(tostring(buffer:slice(1, a:receive_from(buffer))))
print(received.fiber == 2)

-- Much garbage is collected while modules of both kinds are alive.
for i = 1, 2000 do cjson.decode(cjson.encode({i, tostring(i)})) end
collectgarbage()
print(cjson.decode("[2000]")[1] == 2000)
