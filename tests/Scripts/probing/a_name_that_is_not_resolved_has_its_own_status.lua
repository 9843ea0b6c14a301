local prober = dofile("support/prober.lua")
local result = prober.run("echo://no.such.invalid", "--timeout", "20")
print(result.exit_code,
  result.stdout:match("^echo://no%.such%.invalid: the name no%.such%.invalid is not resolved: ") ~= nil)
