-- tool: setsid
-- The test starts a program in a session of its own, whose parent ends at once. The program has inherited the pipes.
local project = dofile("support/project.lua")
local time = require "time"
local p <close> = project.new {
  ["spec/a_spec.lua"] = [[
it("hangs", {timeout = 0.3}, function()
  os.execute("(setsid sh -c 'echo $$ > pid; sleep 1000; :' &) &")
  require "time".sleep(1000)
end)
it("comes next", function() end)
]],
}
local began = time.steady_clock.now()
local result = p:run("test")
print(result.exit_code, result.stdout:find("1 passed, 1 failed", 1, true) ~= nil)
print("soon", time.steady_clock.now() - began < 60)
local pid = p:read("pid"):match("%d+")
local file = io.open("/proc/" .. pid .. "/stat")
print("alive", file and file:read("a"):match("%) (%a)") ~= "Z" or false)
