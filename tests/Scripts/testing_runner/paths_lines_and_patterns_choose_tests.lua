local project = dofile("support/project.lua")
local p <close> = project.new {
  ["spec/a_spec.lua"] = [[
describe("outer", function()
  it("one", function() end)
  it("two", function() end)
end)
]],
  ["spec/deep/b_test.lua"] = "it('three #slow', function() end)\n",
  ["spec/.hidden/c_spec.lua"] = "it('hidden', function() end)\n",
  ["spec/helper.lua"] = "error('no file of tests')\n",
  ["other/d.lua"] = "it('four', function() end)\n",
  ["tests/e_spec.lua"] = "it('five', function() end)\n",
}
local function list(...)
  print("--", ...)
  local result = p:run("test", "--list", ...)
  io.write(result.stdout, result.exit_code == 0 and "" or "status " .. result.exit_code .. "\n")
end
list()
list("spec/deep")
list("other/d.lua")
list("spec/a_spec.lua:3")
list("other", "--pattern", "d%.lua")
list("--exclude-pattern", "_spec")
list("--filter", "t[wh]")
list("--filter-out", "one", "--filter-out", "two")
list("--tags", "slow")
list("--exclude-tags", "slow", "spec")
list("--name", "outer two")
