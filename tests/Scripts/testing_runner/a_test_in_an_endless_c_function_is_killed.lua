local project = dofile("support/project.lua")
local p <close> = project.new {
  ["spec/a_spec.lua"] = [[
it("hangs", {timeout = 0.1}, function() string.find(("a"):rep(60), ("a?"):rep(60) .. ("a"):rep(60) .. "b") end)
it("is next", function() end)
]],
  ["spec/b_spec.lua"] = "it('passes', function() end)\n",
}
local result = p:run("test", "--jobs", "1")
print(result.exit_code, result.stdout:match("[^\n]+\n$"):match("^[^(]+"))
print(result.stdout:find("'string.find'", 1, true) ~= nil or result.stdout:find("field 'find'", 1, true) ~= nil)
print(result.stdout:match("did not run:\n +(%C+)"))
