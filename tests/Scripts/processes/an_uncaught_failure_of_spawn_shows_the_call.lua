local system = require "system"
system.spawn {program = "moonwire-has-no-such-program"}
