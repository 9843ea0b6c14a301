-- The entry point of `moonwire test`. Returns the function that the main fiber calls with a text: the options as a JSON
-- object, or "worker" in a process that runs one file.
local _, host = ...
local late, ipairs = host.late, ipairs
local json, system = require "moonwire.json", require "moonwire.system"

-- Ends the process immediately, because fibers that wait for workers need no cleanup.
local function finish(status) system.exit(status, {force = 2}) end

return function(text)
  if text == "worker" then
    late("runner_worker.lua")()
    finish(0)
  end
  local options = json.decode(text)
  for i, digits in ipairs(options.paths_in_hex or {}) do options.paths[i] = late("runner_text.lua").from_hex(digits) end
  finish(late("runner_run.lua")(options))
end
