-- The grandchild keeps the pipe open until it gets the signal, so the text ends only if the signal arrives.
local system = require "system"
local program <close> = system.spawn {
  program = arg[-1], arguments = {"moonwire", "-e", [[
    local system = require "system"
    local child = system.spawn {
      program = "sleep", arguments = {"sleep", "1000"}, environment = system.environment, stdout = "share",
      pdeathsig = system.signal.SIGKILL, signal_on_gcreaper = 0,
    }
    print(child.pid > 0)
    io.stdout:flush()
    os.exit(0)
  ]]}, environment = system.environment, stdout = "pipe", stderr = "share",
}
print(program.stdout:read_text())
print(program:wait())
