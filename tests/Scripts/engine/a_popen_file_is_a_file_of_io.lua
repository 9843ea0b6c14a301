local f = io.popen("printf 'a\\n12\\nc\\nd\\n'")
print(io.type(f), f:read("l"), f:read("n"), f:read("L"), f:seek())
print(f:setvbuf("full", 1024), getmetatable(f) == getmetatable(io.stdin))
for line in f:lines() do print("line", line) end
print(f:read("a"), f:read("l"), f:write("x"))
print(f:close())
print(io.type(f), tostring(f), pcall(f.read, f))

local f = io.popen("cat", "w")
print(f:write(1, "x", 2.5, "\n") == f, f:flush() == f, f:read())
print(f:close())
do
  local f <close> = io.popen("cat", "w")
  f:write("closed at the end of its block\n")
end
do
  local f = io.popen("cat", "w")
  f:write("collected\n")
end
collectgarbage()
collectgarbage()
io.input(io.popen("echo in; echo two"))
print(io.read(), io.read("a"), io.close(io.input()))
io.input(io.stdin)
io.output(io.popen("cat", "w"))
io.write("through cat\n")
io.close()
io.output(io.stdout)

-- More data than any buffer, in both directions, and every byte value.
local name, bytes = os.tmpname(), {}
for i = 0, 255 do bytes[#bytes + 1] = string.char(i) end
local big = table.concat(bytes):rep(2000)
local sink <close> = io.popen("cat > " .. name, "w")
sink:write(big)
sink:close()
print(io.popen("cat " .. name):read("a") == big, os.remove(name))
