-- Runs the steps of the command line in the main fiber, in order and each as lua runs it. An error ends the main
-- fiber's steps, but not the fibers that they have spawned.

local native, host = ...
local interactive, xpcall, trace, seal = nil, host.xpcall, native.trace, native.seal
local is_ending = host.is_ending
local load, loadfile, error, type, rawget, warn = load, loadfile, error, type, rawget, warn
local getenv, pack, unpack = os.getenv, table.pack, table.unpack
local match, sub, gsub = string.match, string.sub, string.gsub
local stdin, stdout, check = io.stdin, io.stdout, host.check
local read, write, flush = stdin.read, stdout.write, stdout.flush

-- Returns the chunk that load or loadfile has returned, or raises their message.
local function loaded(chunk, message)
  if not chunk then error(message, 0) end
  return chunk
end

-- Loads standard input as loadfile() does. On failure, keeps the source for the report.
local function load_input()
  local text, why = read(stdin, "a")
  if not text then return nil, "cannot read stdin: " .. why end
  local f, message = load((gsub(gsub(text, "^\xEF\xBB\xBF", ""), "^#[^\n]*", "")), "=stdin")
  if not f then check(native.input_failed(text)) end
  return f, message
end

-- Returns the elements of the global arg. Called when the script starts, because an earlier step may change arg.
local function arguments()
  local arg = arg
  if type(arg) ~= "table" then error("'arg' is not a table", 0) end
  local list = {n = #arg}
  for i = 1, list.n do list[i] = rawget(arg, i) end
  return list
end

local INTERACTIVE <const> = 6

-- The kinds of steps, with the numbers of StepKind. Each function returns nothing, or a function to call, the list of
-- its arguments, and the name of the global that gets the result.
local kinds = {
  [0] = function(text) return loaded(load(text, "=(command line)")) end,
  [1] = function(path) return loaded(loadfile(path)), arguments() end,
  [2] = function(text) return loaded(load_input()), text == "-" and arguments() end,
  [3] = function(text)
    local global, name = match(text, "^([^=]*)=(.*)$")
    if not global then global, name = match(text, "^[^-]*"), text end -- the version follows "-"
    return require, {n = 1, name}, global
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
      local chunk, message = loadfile(sub(init, 2))
      return loaded(chunk, message and message .. " (as " .. name .. " says)")
    end
    return loaded(load(init, "=" .. name))
  end,
  [INTERACTIVE] = function() interactive(host.line_source()) end,
  [7] = function(text)
    write(stdout, text, "\n")
    flush(stdout)
  end,
  [8] = function(text) return host.late("runner_main.lua"), {n = 1, text} end,
  [9] = function(text) return host.late("prober_main.lua"), {n = 1, text} end,
  [10] = function(text) return host.late("replay_main.lua"), {n = 1, text} end,
}

local none = {n = 0}

-- Returns an iterator over `steps`, which is { kind, text, kind, text, ... }. The iterator returns the function and the
-- arguments of the next step, or nothing after the last step. Its argument is the first value that the previous step
-- has returned.
function host.steps(steps)
  host.find_modules_for(steps)
  for i = 1, #steps, 2 do
    -- Loads interactive mode now, because a script can change the functions that this mode uses.
    if steps[i] == INTERACTIVE then interactive = host.late("interactive.lua") end
  end
  local i, global = -1, nil
  return function(value)
    if global then _G[global] = value end
    while i + 2 <= #steps do
      i = i + 2
      local f, list
      f, list, global = kinds[steps[i]](steps[i + 1])
      if f then
        list = list or none
        return f, unpack(list, 1, list.n)
      end
    end
  end
end

-- Runs the steps. The C function xpcall calls the script, so that the script's caller is a C function, as in lua.
local function run(value, next_step)
  local call = pack(next_step(value))
  if call.n == 0 then return end
  local ok, e = xpcall(call[1], trace, unpack(call, 2, call.n))
  if not ok then
    if not is_ending(e) then seal() end
    error(e, 0)
  end
  return run(e, next_step)
end

-- The function that runs the program: the C function, which gets host.steps as an argument, or the Lua version.
host.main = native.calls and native.calls.run_program or function(steps) return run(nil, host.steps(steps)) end
