local project = dofile("support/project.lua")
local p <close> = project.new {
  ["spec/a_spec.lua"] = [[
local function count()
  local file = io.open("count", "a+")
  file:write("x")
  file:seek("set")
  local n = #file:read("a")
  file:close()
  return n
end
it("passes the third time", function() assert(count() % 3 == 0, "not yet") end)
it("passes", function() io.open("passes", "a"):write("x"):close() end)
]],
}
p:show("test", "--retry", "1")
p:show("test", "--retry", "2", "--fail-on-flaky")
p:write("count", "")
p:show("test", "--retry", "2")
p:write("spec/a_spec.lua", [[
if not io.open("loaded") then
  io.open("loaded", "w"):close()
  error("cannot be loaded yet", 0)
end
it("passes", function() end)
]])
p:show("test", "--retry", "1")
print("the test that passed ran", #p:read("passes"), "times")
