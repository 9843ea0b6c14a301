-- The module "busted.runner" outside of `moonwire test`. Runs the calling file like `moonwire test FILE`, and ends the
-- program with the status of the run.

local _, host = ...
local getinfo, sub, type, exit = debug.getinfo, string.sub, type, os.exit
local error = error

-- Returns the file whose main chunk calls this module.
local function calling_file()
  local level = 2
  while true do
    local info = getinfo(level, "S")
    if not info then error("busted.runner must be called by a file", 3) end
    if info.what == "main" and sub(info.source, 1, 1) == "@" then return sub(info.source, 2) end
    level = level + 1
  end
end

return function(options)
  if type(options) == "table" and options.standalone == false then
    error("busted.runner: busted is not installed; use `moonwire test`", 2)
  end
  local system, file = host.require("moonwire.system"), calling_file()
  local list = {"moonwire", "test"}
  for i = 1, #(arg or {}) do list[#list + 1] = arg[i] end
  list[#list + 1] = file
  local child = system.spawn{
    program = system.arguments[1], arguments = list, environment = system.environment,
    stdin = "share", stdout = "share", stderr = "share",
  }
  exit((child:wait()), true)
end
