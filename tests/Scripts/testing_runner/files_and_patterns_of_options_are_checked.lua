local project = dofile("support/project.lua")
local p <close> = project.new {["spec/a_spec.lua"] = "it('passes', function() end)\n"}
for _, option in ipairs {"--filter", "--filter-out", "--pattern", "--exclude-pattern"} do
  local result = p:run("test", option, "(")
  print(option, result.exit_code, result.stderr:match("[^\n]+"):match("'.*"))
end
p:show("test", "--timings", "spec/a_spec.lua")
p:show("test", "--reporter", "junit:r.xml", "--reporter", "json:r.xml")
p:show("test", "--timings", "times.json")
p:show("test", "--timings", "times.json")
print(p:read("spec/a_spec.lua"))
