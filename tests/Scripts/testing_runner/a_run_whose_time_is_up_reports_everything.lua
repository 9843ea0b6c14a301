local project = dofile("support/project.lua")
local p <close> = project.new {
  ["spec/a_spec.lua"] = [[
it("passes", function() end)
it("hangs", function() io.open("started", "w"):close() require "time".sleep(1000) end)
it("never runs", function() end)
]],
  ["spec/b_spec.lua"] = "it('is not even loaded', function() end)\n",
}
local result
for _, seconds in ipairs {"3", "15", "75"} do -- a busy machine needs more time to start
  result = p:run(
    "test", "--jobs", "1", "--run-timeout", seconds, "--reporter", "tap", "--reporter", "junit:report.xml",
    "--reporter", "json:report.json")
  if p:exists("started") then break end
end
print(result.exit_code)
local function stable(text) return (text:gsub("%d+ s, was up", "N s, was up")) end
print((stable(result.stdout):gsub(" +%-%-%-\n.-%.%.%.\n", "")))
for line in p:read("report.xml"):gmatch("<testcase.-</testcase>") do
  print(line:match('name="(.-)"'), line:match("<(%l+) message"), stable(line):match('message="(.-)"'))
end
print(p:read("report.xml"):match("</testsuites>\n$") ~= nil)
local last = p:read("report.json"):match("[^\n]+\n$")
print(stable(last:match('"reason":"[^"]+"')), last:match('"files_not_run":%[.-%]'))
