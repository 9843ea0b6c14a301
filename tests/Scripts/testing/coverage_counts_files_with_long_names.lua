-- Lua makes a new string for each chunk whose name has more than 40 bytes. The counts of one file are added up.
local test = require "moonwire.test"
local path = os.tmpname()
local long = path:gsub("[^/]+$", "") .. ("./"):rep(30) .. path:match("[^/]+$")
local file = io.open(path, "w")
file:write("local x = 0\nfor i = 1, 3 do\n  x = x + i\nend\nreturn x\n")
file:close()

test.coverage.start()
for _ = 1, 50 do
  coroutine.wrap(function()
    dofile(long)
    load("return 1", "@" .. ("another name "):rep(10))()
    dofile(path)
  end)()
  collectgarbage()
end
local files = test.coverage.finish()
os.remove(path)
for _, name in ipairs {path, long} do
  for _, line in ipairs(files[name].active) do io.write(line, ":", files[name].hits[line], " ") end
  print()
end
