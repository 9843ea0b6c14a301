-- Even if moonwire itself has a descriptor of the number. A service whose sockets are not all there loses none.
local system = require "system"
local environment = system.environment
environment.MOONWIRE_EXECUTABLE = system.arguments[1]
local script = "LISTEN_PID=$$ LISTEN_FDS=2 LISTEN_FDNAMES=a:b exec \"$MOONWIRE_EXECUTABLE\" support/listen.lua"
local child <close> = system.spawn{
  program = "sh", arguments = {"sh", "-c", script}, environment = environment, stdin = system.in_:dup(),
  stdout = "share", stderr = "share", extra_fds = {[3] = system.out:dup()},
}
print(child:wait())
