local project = dofile("support/project.lua")
local p <close> = project.new {
  ["spec/a_spec.lua"] = "it('passes', function() end)\nit('fails', function() error('no', 0) end)\n",
  ["spec/b_spec.lua"] = "it('is good', function() end)\n",
  ["spec/c_spec.lua"] = "it('is also bad', function() error('no', 0) end)\n",
}
p:run("test")
print(p:run("test", "--last-failed", "--list").stdout)
p:write("spec/c_spec.lua", "it('is also bad', function() end)\n")
print(p:run("test", "--last-failed").exit_code)
print(p:run("test", "--last-failed", "--list").stdout)
p:run("test", "spec/a_spec.lua:1") -- does not touch the failure
print(p:run("test", "--last-failed", "--list").stdout)
p:write("spec/a_spec.lua", "it('passes', function() end)\nit('fails', function() end)\n")
print(p:run("test").exit_code)
p:show("test", "--last-failed")
