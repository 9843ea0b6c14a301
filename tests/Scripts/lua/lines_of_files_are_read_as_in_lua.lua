-- Lines read by iterators and by calls: short and long ones, at the end, of closed files and of folders.
local name = os.tmpname()
local f = assert(io.open(name, "w"))
f:write("a\n", "\n", ("x"):rep(1023), "\n", ("y"):rep(1024), "\n", ("z"):rep(1025), "\n",
  ("w"):rep(5000), "\n", "n\0ul\n", "12 34\n", "last")
f:close()
local function show(l) if l then return #l .. ":" .. l:sub(1, 5):gsub("[\0\n]", "?") end return l end
for l in io.lines(name) do io.write(show(l), " ") end print()
for l in io.lines(name, "L") do io.write(show(l), " ") end print()
for a, b in io.lines(name, "l", 1) do io.write(show(a), tostring(b and #b), " ") end print()
local f = io.open(name)
print(show(f:read()), show(f:read("L")), show(f:read("*l")), show(f:read(3)), show(f:read("l")), f:read("n"))
f:seek("set") local it = f:lines() print(show(it())) f:close() print(pcall(it)) print(pcall(f.read, f))
  print(pcall(f.lines, f))
print(pcall(io.read, "x")) print(pcall(f.read)) print(pcall(io.lines, "/no/such")) print(pcall(io.lines(name), 1))
io.input(name) print(show(io.read()), show(io.read("L"))) for l in io.lines() do io.write(show(l), " ") end
  print(io.read(), io.read("a"), io.read("a")) print(io.read("l"))
io.input():close() print(pcall(io.read)) print(pcall(io.lines))
local f = io.open("/") print(f:read()) print(f:read("L")) print(pcall(f:lines())) f:close()
local f = io.open(name, "w") print(f:read()) f:close()
local it = io.lines(name) print(it()) print(pcall(it))
for l in io.popen("printf 'a\\nb'"):lines() do print(l) end
print(io.type(select(4, io.lines("/dev/null"))))
os.remove(name)
print(select("#", io.open("/dev/null"):read()), io.open("/dev/null"):read())
print(pcall(function() for l in io.lines("/") do end end))
