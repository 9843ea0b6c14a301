-- tool: script
local prober = dofile("support/prober.lua")
local system = require "system"
local port = prober.echo()
local command = system.arguments[1] .. " probe echo://127.0.0.1:" .. port .. " --count 3 --interval 0.01"
local result = system.run {program = "script", arguments = {"script", "-qec", command, "/dev/null"}}
print(result.exit_code, result.stdout:find("\r\27[K1 of 3 sent, ", 1, true) ~= nil,
  result.stdout:find("3 of 3 answered, loss 0 %", 1, true) ~= nil)
