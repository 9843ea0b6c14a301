local system = require "system"
for _ = 1, 5 do
  local child <close> = system.spawn {
    program = "sh", arguments = {"sh", "-c", "yes | head -c 1000000; echo done >&2; yes | head -c 500000"},
    stdout = "pipe", stderr = "pipe", environment = system.environment,
  }
  local output = spawn(function() return child.stdout:read_text() end)
  this_fiber.yield()
  print(child:wait_for_line("done", 60), #output:join())
end
