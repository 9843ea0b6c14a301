local system = require "system"
local function refused(options)
  local ok, e = pcall(system.spawn, options)
  print(e.symbol, e.arg, e.operation, e.detail)
end
refused{program = "no-such-program"}
refused{program = "./no-such-program"}
refused{program = ""}
refused{program = "/"}
refused{program = "sh", working_directory = "/no/such/folder"}
refused{program = "sh", arguments = {"a\0b"}}
refused{program = "sh", environment = {["A=B"] = "c"}}
refused{program = "sh", extra_fds = {[2] = 1}}
refused{program = "sh", stdin = 0}
refused{program = "sh", umask = -1}
refused{program = "sh", umsk = 0}
refused{}
refused(nil)
