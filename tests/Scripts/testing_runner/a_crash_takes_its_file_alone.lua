local project = dofile("support/project.lua")
local p <close> = project.new {
  ["spec/exit_spec.lua"] = [[
it("is first", function() end)
it("ends the process", function() print("the last words") os.exit(3) end)
it("is last", function() end)
]],
  ["spec/killed_spec.lua"] = [[
it("is killed", function() os.execute("kill -9 " .. require "system".getpid()) require "time".sleep(100) end)
]],
  ["spec/memory_spec.lua"] = [[
it("needs memory", function() local t = {} for i = 1, math.huge do t[i] = ("x"):rep(1000000) .. i end end)
]],
  ["spec/syntax_spec.lua"] = "it('is open', function()\n",
  ["spec/whole_spec.lua"] = "it('passes', function() end)\n",
}
local result = p:run("test", "--jobs", "1", "--memory-limit", "40000000")
print(result.exit_code)
for line in result.stdout:gmatch("[^\n]+") do
  if line:find("^%a") or line:find("the last words") or line:find("is last") or line:find("process") then
    print(project.stable(line))
  end
end
