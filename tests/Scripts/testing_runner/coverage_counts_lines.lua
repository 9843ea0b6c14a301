local project = dofile("support/project.lua")
local p <close> = project.new {
  ["src/thing.lua"] = [[
local thing = {}

function thing.used(n)
  for i = 1, n do
    thing.last = i
  end
end

function thing.unused()
  return 1
end

return thing
]],
  ["spec/a_spec.lua"] = [[
it("uses it", function()
  require "thing".used(3)
  local inside = coroutine.wrap(function() require "thing".used(1) end)
  inside()
end)
]],
  ["spec/b_spec.lua"] = "it('uses it too', function() require 'thing'.used(2) end)\n",
}
local result = p:run("test", "--coverage", "--coverage-file", "out/lcov.info")
print(result.exit_code)
print(result.stdout:match("coverage:\n.-\n.-\n"))
io.write(p:read("out/lcov.info"))
