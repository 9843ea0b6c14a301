local project = dofile("support/project.lua")
local p <close> = project.new {
  ["spec/a_spec.lua"] = "it('fails', function() error('no', 0) end)\nit('is next', function() end)\n",
  ["spec/b_spec.lua"] = "it('is in the next file', function() end)\n",
}
p:show("test", "--jobs", "1", "--fail-fast")
p:show("test", "--jobs", "1", "--repeat", "2", "spec/b_spec.lua")
p:run("test", "--jobs", "1", "--repeat", "2", "--reporter", "junit:r.xml", "spec/b_spec.lua")
for name in p:read("r.xml"):gmatch('<testcase name="(.-)"') do print(name) end
