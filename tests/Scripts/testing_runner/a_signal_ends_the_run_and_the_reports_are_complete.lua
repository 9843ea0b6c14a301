local project = dofile("support/project.lua")
local system, time = require "system", require "time"
for _, name in ipairs {"SIGTERM", "SIGINT", "SIGHUP"} do
  local p <close> = project.new {
    ["spec/a_spec.lua"] = [[
it("waits", function()
  io.open("started", "w"):close()
  require "time".sleep(1000)
end)
it("never runs", function() end)
]],
    ["spec/b_spec.lua"] = "it('is not even loaded', function() end)\n",
  }
  local options = p:options {"test", "--jobs", "1"}
  options.stdout, options.stderr = "pipe", "share"
  local child = system.spawn(options)
  while not p:exists("started") do time.sleep(0.01) end
  child:kill(system.signal[name])
  io.write(project.stable(child.stdout:read_text()))
  print(child:wait())
end
