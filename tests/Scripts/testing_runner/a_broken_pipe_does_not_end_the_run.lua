-- Standard output is a pipe that nobody reads. The run continues, and the other reports are complete.
local project = dofile("support/project.lua")
local p <close> = project.new {
  ["spec/a_spec.lua"] = "it('passes', function() end)\n",
  ["spec/b_spec.lua"] = [[
it("has the usual action for SIGPIPE", function()
  local file <close> = io.open("/proc/self/status")
  local ignored = tonumber(file:read("a"):match("SigIgn:%s*(%x+)"), 16)
  assert.equal(0, ignored >> 12 & 1)
  os.execute("grep SigIgn /proc/self/status >ignored")
end)
]],
}
local system = require "system"

for _, reporter in ipairs {"pretty", "tap", "json"} do
  local options = p:options({"test", "--jobs", "1", "--reporter", reporter, "--reporter", "junit:report.xml"})
  options.stdout, options.stderr = "pipe", "pipe"
  local child = system.spawn(options)
  child.stdout:close()
  local message = child.stderr:read_text()
  print(reporter, child:wait(), (project.stable(message):gsub("\n$", "")))
  local report = p:read("report.xml")
  print(report:match("<testsuites .- errors=\"%d+\""), report:match("</testsuites>\n$") ~= nil)
  p:shell("rm report.xml")
end

local options = p:options({"test", "--watch"})
options.stdout, options.stderr = "pipe", "pipe"
local child = system.spawn(options)
child.stdout:close()
print("watch", (child:wait()))
