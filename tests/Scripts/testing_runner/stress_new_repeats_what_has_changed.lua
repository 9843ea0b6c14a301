-- tool: git
local project = dofile("support/project.lua")
local p <close> = project.new {
  ["spec/old_spec.lua"] = "it('is old', function() end)\n",
  ["spec/changed_spec.lua"] = "it('changes', function() end)\n",
}
p:show("test", "--stress-new", "2")
local git = "git -c user.name=t -c user.email=t@example.com -c init.defaultBranch=main "
p:shell(git .. "init -q && " .. git .. "add spec && " .. git .. "commit -qm one")
p:show("test", "--stress-new", "2")
p:write("spec/changed_spec.lua", "it('has changed', function() end)\n")
p:write("spec/new_spec.lua", "it('is new', function() end)\n")
local result = p:run("test", "--stress-new", "2", "--jobs", "1")
print(result.exit_code, (result.stdout:match("[^\n]+\n$"):gsub(" %(.*", "")))
local result = p:run("test", "--stress-new", "2", "--list")
local lines = {}
for line in result.stdout:gmatch("[^\n]+") do lines[#lines + 1] = line end
table.sort(lines)
print(table.concat(lines, "\n"))
p:shell(git .. "add spec && " .. git .. "commit -qm two")
print(p:run("test", "--stress-new", "2", "--since", "HEAD~1").stdout:match(" in %d files"))
p:show("test", "--stress-new", "2", "--since", "no-such-revision")
