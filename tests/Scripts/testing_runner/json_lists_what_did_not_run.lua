-- The last line of the reporter json lists the tests, blocks and files that did not run.
local project = dofile("support/project.lua")
local json = require "json"
local p <close> = project.new {
  ["spec/a_spec.lua"] = [[
describe("first", function()
  it("waits", function() require "time".sleep(60) end)
  it("is second", function() end)
  describe("inner", function() it("x", function() end) end)
end)
describe("last", function() it("y", function() end) end)
]],
  ["spec/b_spec.lua"] = "it('z', function() end)\n",
}
local function last_line(...)
  local result = p:run("test", "--jobs", "1", "--reporter", "json", ...)
  local last = json.decode(result.stdout:match("([^\n]+)\n$"))
  print(result.exit_code, last.event, last.counts.not_run)
  for _, key in ipairs {"tests_not_run", "blocks_not_run", "files_not_run"} do
    for _, entry in ipairs(last[key]) do
      print(key, type(entry) == "table" and entry.file .. ": " .. entry.name or entry)
    end
  end
end
last_line("--run-timeout", "3")
last_line("--timeout", "1", "--fail-fast")
