local project = dofile("support/project.lua")
local p <close> = project.new {
  ["spec/a_spec.lua"] = [[
print("outside of tests")
it("passes and prints", function() print("nobody sees this") end)
it("fails and prints", function()
  print("a line")
  io.stderr:write("an error line\n")
  io.write("\0moonwire-\0\0 no end of line")
  os.execute("echo from a child")
  error("no", 0)
end)
it("fails and prints a lot", function()
  for i = 1, 20000 do print("line", i) end
  error("no", 0)
end)
it("fails and is silent", function() error("no", 0) end)
]],
}
local result = p:run("test", "--reporter", "json")
for line in result.stdout:gmatch("[^\n]+") do
  local event = require "json".decode(line)
  if event.event == "test_end" then
    local output = event.output
    if #output > 1000 then
      local is_cut = output:match("%[%d+ bytes are left out%]") ~= nil and #output < 70000
      print(event.id, output:sub(1, 6), is_cut, output:sub(-11, -2))
    else
      print(event.id, (output:gsub("%z", "\\0")))
    end
  end
end
