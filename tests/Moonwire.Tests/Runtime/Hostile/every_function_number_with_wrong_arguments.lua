-- The number of a managed function is an upvalue: it is set to every number, and what is found is called with anything.
local _, raw = debug.getupvalue(this_fiber.yield, 1)
raw = raw or function() end
local values = {nil, 1, "x", {}, print, io.stdout, byte_span.new(3), ip.address.loopback_v4(), ip.udp.socket.new(), coroutine.create(print)}
for number = -1, 80 do
  pcall(debug.setupvalue, raw, 1, number)
  pcall(raw)
  do
    for i = 2, 10 do
      for j = 1, 10 do if not (type(values[i]) == "string" and j == 2) then pcall(raw, values[i], values[j]) end end
    end
  end
end
for _, junk in ipairs {"x", {}, 1.5, print, math.maxinteger, math.mininteger, false} do pcall(debug.setupvalue, raw, 1, junk) pcall(raw) end
ip.address.any_v4() ip.address.loopback_v4()
print("survived")
