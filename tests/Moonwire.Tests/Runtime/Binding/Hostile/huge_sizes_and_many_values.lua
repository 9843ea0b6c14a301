-- Sizes at the ends of every range, and as many values as fit on a stack.
for _, n in ipairs {math.maxinteger, math.mininteger, 1 << 31, (1 << 31) - 1, 1 << 32, 1 << 40, -1, 0} do
  pcall(byte_span.new, n) pcall(byte_span.new, 0, n) pcall(byte_span.new, n, n)
  local b = byte_span.new(3)
  pcall(b.slice, b, n) pcall(b.slice, b, 1, n) pcall(b.slice, b, n, n) pcall(function() return b[n] end)
    pcall(function() b[n] = n end)
  pcall(string.rep, "x", n)
end
local many = table.pack(table.unpack({}, 1, 200000))
spawn(function(...) return ... end, table.unpack(many, 1, 200000)):join()
pcall(function() pcall(spawn, print, table.unpack({}, 1, 999900)) end)
pcall(function() pcall(byte_span.append, table.unpack({}, 1, 900000)) end)
local f = spawn(function() return table.unpack({}, 1, 900000) end)
this_fiber.yield()
pcall(function() pcall(f.join, f) end)
local w = coroutine.wrap(function() end)
table.sort({2, 1}, function() pcall(pcall, w, table.unpack({}, 1, 400000)) return false end)
print("survived")
