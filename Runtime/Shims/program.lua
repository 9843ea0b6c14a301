-- What the main fiber runs: the steps that the command line asks for, in their order, each as lua runs it. An error ends
-- the program's own steps; fibers that it has spawned go on.

local native, host = ...
local interactive = host.interactive
local load, loadfile, error, type, rawget, warn = load, loadfile, error, type, rawget, warn
local getenv, unpack, match, sub = os.getenv, table.unpack, string.match, string.sub

-- Calls what load or loadfile returned. Tracebacks name the chunk by the parameter's name.
local function run(main_chunk, message, ...)
  if not main_chunk then error(message, 0) end
  main_chunk(...)
end

-- What the global arg holds when the script starts: an earlier step may have changed it.
local function arguments()
  local arg = arg
  if type(arg) ~= "table" then error("'arg' is not a table", 0) end
  local list, n = {}, #arg
  for i = 1, n do list[i] = rawget(arg, i) end
  return unpack(list, 1, n)
end

local function run_script(main_chunk, message)
  if not main_chunk then error(message, 0) end
  run(main_chunk, nil, arguments())
end

-- The kinds of steps have the numbers of StepKind.
local kinds = {
  [0] = function(text) run(load(text, "=(command line)")) end,
  [1] = function(path) run_script(loadfile(path)) end,
  [2] = function(text)
    if text == "-" then run_script(loadfile()) else run(loadfile()) end
  end,
  [3] = function(text)
    local global, name = match(text, "^([^=]*)=(.*)$")
    if not global then global, name = match(text, "^[^-]*"), text end -- what follows "-" is a version
    _G[global] = require(name)
  end,
  [4] = function() warn("@on") end,
  [5] = function()
    local name = "LUA_INIT_5_4"
    local init = getenv(name)
    if not init then
      name = "LUA_INIT"
      init = getenv(name)
    end
    if not init then return end
    if sub(init, 1, 1) == "@" then
      run(loadfile(sub(init, 2)))
    else
      run(load(init, "=" .. name))
    end
  end,
  [6] = function() interactive(host.line_source()) end,
}

-- steps = { kind, text, kind, text, ... }
function host.main(steps)
  for i = 1, #steps, 2 do kinds[steps[i]](steps[i + 1]) end
end
