-- wait_for_line ends a line at "\n". A "\r" before it is part of the line, as in io.lines and read_line.
local system = require "system"
local child <close> = system.spawn {
  program = "sh", arguments = {"sh", "-c", [[printf 'port 12\r\nready\r\n']]}, stdout = "pipe",
}
print(("%q %s"):format(child:wait_for_line("^port (%d+)\r?$", 60)))
print(("%q"):format((child:wait_for_line("^ready\r?$", 60))))
