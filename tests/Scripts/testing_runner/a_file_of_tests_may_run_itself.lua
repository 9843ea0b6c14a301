local project = dofile("support/project.lua")
local p <close> = project.new {
  ["spec/a_spec.lua"] = [[
require "busted.runner"()
it("passes", function() assert.is_true(true) end)
it("fails", function() error("no", 0) end)
]],
}
p:show("spec/a_spec.lua", {LUA_PATH = "./?.lua", LUA_CPATH = "./?.so"})
