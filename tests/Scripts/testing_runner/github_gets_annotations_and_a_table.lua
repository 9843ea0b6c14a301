local project = dofile("support/project.lua")
local tests = {}
for i = 1, 12 do
  tests[i] = "it('number " .. i .. "', function() print('::error::from a test') error('100% | <b>\\nsecond', 0) end)\n"
end
local p <close> = project.new {["spec/a_spec.lua"] = table.concat(tests)}
local result = p:run(
  "test", "--reporter", "github", "--reporter", "pretty",
  {GITHUB_ACTIONS = "true", GITHUB_STEP_SUMMARY = p.folder .. "/summary.md"})
local token = result.stdout:match("^::stop%-commands::(%S+)\n")
local text, commands = result.stdout:match("^[^\n]+\n(.-)::" .. token:gsub("%-", "%%-") .. "::\n(.*)$")
print("the text is inside", text:find("::error::from a test", 1, true) ~= nil)
local lines = {}
for line in commands:gmatch("[^\n]+") do lines[#lines + 1] = line end
print(#lines)
print((lines[1]:gsub("%%0A%[C%].*%%0Aoutput", "%%0A...%%0Aoutput")))
print(lines[10])
local summary = p:read("summary.md")
print((summary:match("^.-\n\n.-\n.-\n.-\n"):gsub("%d+ ms", "T")))
