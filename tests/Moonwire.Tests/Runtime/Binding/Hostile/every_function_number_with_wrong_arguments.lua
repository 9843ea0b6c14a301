-- A managed function's number is an upvalue, which no script may exchange. Each function survives any arguments.
local function methods(value) return getmetatable(value).__index end
local entries = {}
for _, owner in ipairs {methods(ip.udp.socket.new()), methods(byte_span.new(1)), methods(ip.address.any_v4()),
  ip.address, byte_span, this_fiber} do
  for name, entry in pairs(type(owner) == "table" and owner or {}) do
    if type(entry) == "function" and name ~= "restore_interruption" and name ~= "disable_interruption" then
      entries[#entries + 1] = entry
    end
  end
end
assert(#entries > 40, "hardly any function is tried")
local values = {nil, 0, "x", {}, print, io.stdout, byte_span.new(3), ip.address.loopback_v4(), ip.udp.socket.new(),
  coroutine.create(print)}
local thief = coroutine.wrap(function() end)
for _, entry in ipairs(entries) do
  for _, number in ipairs {0, 1, 7, 80, -1, math.maxinteger, math.mininteger, "x", {}, false} do
    pcall(debug.setupvalue, entry, 1, number)
    pcall(debug.upvaluejoin, entry, 1, thief, 1)
    pcall(debug.upvaluejoin, thief, 1, entry, 1)
  end
  local _, number = debug.getupvalue(entry, 1)
  assert(math.type(number) ~= "integer", "a script has the number")
  for i = 1, 10 do
    for j = 1, 10 do if not (type(values[i]) == "string" and j == 2) then pcall(entry, values[i], values[j]) end end
  end
end
ip.address.any_v4() ip.address.loopback_v4()
print("survived")
