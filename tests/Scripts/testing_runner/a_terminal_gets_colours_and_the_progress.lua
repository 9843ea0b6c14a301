-- tool: script
local project = dofile("support/project.lua")
local system = require "system"
local p <close> = project.new {
  ["spec/a_spec.lua"] = [[
it("passes", function() end)
it("fails", function() print("\27[2J") assert.is_true(false) end)
]],
}
local function run(variables)
  local options = p:options({}, variables)
  options.program, options.arguments = "script", {"script", "-qec", system.arguments[1] .. " test", "/dev/null"}
  return system.run(options).stdout
end
local plain = run {TERM = "dumb"}
print(plain:find("\27", 1, true), plain:find("\r\n", 1, true) ~= nil)
local coloured = run {TERM = "xterm"}
print(coloured:find("\27[31mFAIL\27[0m", 1, true) ~= nil, coloured:find("0 done, 0 failed", 1, true) ~= nil)
print(coloured:find("\27[2J", 1, true), coloured:find("| \\x1b[2J", 1, true) ~= nil)
local without = run {TERM = "xterm", NO_COLOR = "1"}
print(without:find("\27[31m", 1, true), without:find("0 done, 0 failed", 1, true) ~= nil)
