local project = dofile("support/project.lua")
local p <close> = project.new {
  ["spec/a_spec.lua"] = [[
describe("with #tags and \\", function()
  it("passes", function() print("1..7\nnot ok 1 - no line of the report") end)
  it("fails", function() error("first\nsecond: \"quoted\"", 0) end)
  pending("is for later")
end)
]],
  ["spec/b_spec.lua"] = "",
}
local result = p:run("test", "--reporter", "tap", "--jobs", "1")
print((result.stdout:gsub("details: [^\n]+", "details: ...")))
print(result.exit_code)
