local project = dofile("support/project.lua")
local p <close> = project.new {
  ["spec/a_spec.lua"] = [[
describe("a block", {timeout = 0.1}, function()
  setup(function() string.find(("a"):rep(60), ("a?"):rep(60) .. ("a"):rep(60) .. "b") end)
  it("waits", function() end)
end)
]],
  ["spec/b_spec.lua"] = "it('passes', function() end)\n",
}
local result = p:run("test", "--jobs", "1")
print(result.exit_code, result.stdout:match("[^\n]+\n$"):match("^[^(]+"))
print(result.stdout:match("problem: [^\n]+\n[^\n]+"))
print(result.stdout:match("did not run:\n +(%C+)"))
