-- Writes a file and reads its lines, by an iterator and by calls.  io_lines.lua LINES
local lines = tonumber(arg[1] or 400000)
local name = os.tmpname()
local file = assert(io.open(name, "w"))
for i = 1, lines do file:write("line number ", i, " with some text\n") end
file:close()
local length = 0
for _ = 1, 4 do
  for line in io.lines(name) do length = length + #line end
end
file = assert(io.open(name))
for _ = 1, 2 do
  file:seek("set")
  for line in file:lines("L") do length = length + #line end
end
file:close()
os.remove(name)
print(length)
