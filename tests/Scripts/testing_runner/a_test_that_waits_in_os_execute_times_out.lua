-- The program is killed, so the test ends, and the next test runs.
local project = dofile("support/project.lua")
local p <close> = project.new {
  ["spec/a_spec.lua"] = [[
it("waits", {timeout = 0.1}, function() os.execute("sleep 1000") end)
it("is next", function() end)
]],
}
local result = p:run("test")
print(result.exit_code, result.stdout:match("[^\n]+\n$"):match("^[^(]+"))
print(result.stdout:match("the test has not ended within [%d.]+ s"))
