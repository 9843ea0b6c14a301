-- Only the blocks that did not run are listed, also after --fail-fast.
local project = dofile("support/project.lua")
local p <close> = project.new {
  ["spec/exit_spec.lua"] = [[
describe("A", function() it("one", function() end) end)
describe("B", function() it("ends", function() os.exit(0) end) end)
describe("C", function() it("three", function() end) end)
]],
  ["spec/fails_spec.lua"] = [[
describe("A", function() it("fails", function() error("no", 0) end) end)
describe("B", function() it("two", function() end) end)
]],
}
p:show("test", "spec/exit_spec.lua")
p:show("test", "--fail-fast", "spec/fails_spec.lua")
