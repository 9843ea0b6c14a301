local project = dofile("support/project.lua")
local p <close> = project.new {
  [".busted"] = [[
return {
  _all = {lpath = "./lib/?.lua"},
  default = {ROOT = {"checks"}, pattern = "_check", helper = "checks/helper.lua", Xhelper = {"--fast"}},
  other = {ROOT = "more", tags = "slow"},
}
]],
  ["lib/thing.lua"] = "return 'the thing'\n",
  ["src/part.lua"] = "return 'the part'\n",
  ["checks/helper.lua"] = "helper_arguments = table.concat({...}, ' ')\n",
  ["checks/a_check.lua"] = [[
it("finds modules and the helper", function()
  assert.are.equal("the thing", require "thing")
  assert.are.equal("--fast", helper_arguments)
end)
]],
  ["more/b_spec.lua"] = "it('is #slow', function() end)\nit('is fast', function() end)\n",
  ["own/c_spec.lua"] = "it('finds the sources', function() assert.are.equal('the part', require 'part') end)\n",
  ["broken"] = "return 1\n",
  ["nothing"] = "return {}\n",
}
p:show("test")
p:show("test", "--run", "other", "--list")
p:show("test", "--config-file", "nothing", "own/c_spec.lua")
p:show("test", "-r", "fast")
p:show("test", "-f", "broken")
p:show("test", "-f", "nothing", "-p", "_check", "checks", "-Xhelper", "--fast", "--list")
