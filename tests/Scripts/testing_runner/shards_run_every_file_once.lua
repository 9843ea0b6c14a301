local project = dofile("support/project.lua")
local files = {}
for _, name in ipairs {"a", "b", "c", "d", "e"} do
  files["spec/" .. name .. "_spec.lua"] = "it('" .. name .. "', function() end)\n"
end
files["times.json"] = '{"spec/c_spec.lua": 30, "spec/a_spec.lua": 10, "spec/b_spec.lua": 10, "spec/d_spec.lua": 1}'
local p <close> = project.new(files)
for i = 1, 3 do
  local result = p:run("test", "--shard", i .. "/3", "--list")
  print(i, (result.stdout:gsub("spec/(%a)[^\n]+\n", "%1 ")))
end
print("by the times of an earlier run")
for i = 1, 3 do
  local result = p:run("test", "--shard", i .. "/3", "--timings", "times.json", "--list")
  print(i, (result.stdout:gsub("spec/(%a)[^\n]+\n", "%1 ")))
end
p:run("test", "--shard", "3/3", "--timings", "times.json")
local function times() return require "json".decode(p:read("times.json")) end
print("a part does not change the times", times()["spec/a_spec.lua"])
p:run("test", "--timings", "times.json", "spec/a_spec.lua")
print("a whole run does", times()["spec/a_spec.lua"] ~= 10, times()["spec/c_spec.lua"])
p:show("test", "--shard", "4/3")
