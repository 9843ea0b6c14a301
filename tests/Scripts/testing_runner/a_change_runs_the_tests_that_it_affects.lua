local project = dofile("support/project.lua")
local system = require "system"
local p <close> = project.new {
  ["spec/a_spec.lua"] = "it('uses the module', function() require 'thing' end)\n",
  ["spec/b_spec.lua"] = "it('uses nothing', function() end)\n",
  ["src/thing.lua"] = "return 1\n",
}
local options = p:options {"test", "--watch", "--jobs", "1"}
options.stdout, options.stderr = "pipe", "share"
local child = system.spawn(options)
local function show()
  for line in child.stdout:lines() do
    print(project.stable(line))
    if line:find("^watching") then return end
  end
end
show()
print("-- a module")
p:write("src/thing.lua", "return 2\n")
show()
print("-- a file of tests")
p:write("spec/b_spec.lua", "it('fails now', function() error('no', 0) end)\n")
show()
print("-- a new file of tests")
p:write("spec/c_spec.lua", "it('is new', function() end)\n")
show()
child:kill(system.signal.SIGINT)
print(child:wait())
