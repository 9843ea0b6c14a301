-- What the main fiber runs: the steps that the command line asks for, in their order, each as lua runs it. An error ends
-- the program's own steps; fibers that it has spawned go on.

local native, host = ...
local interactive, xpcall, trace, seal = host.interactive, host.xpcall, native.trace, native.seal
local is_ending = host.is_ending
local load, loadfile, error, type, rawget, warn = load, loadfile, error, type, rawget, warn
local getenv, pack, unpack, match, sub, gsub = os.getenv, table.pack, table.unpack, string.match, string.sub, string.gsub
local stdin, stdout, check = io.stdin, io.stdout, host.check
local read, write, flush = stdin.read, stdout.write, stdout.flush

-- What load or loadfile returned, a message being raised.
local function loaded(chunk, message)
  if not chunk then error(message, 0) end
  return chunk
end

-- Loads standard input as loadfile() does; if it cannot be loaded, its source is kept for the report.
local function load_input()
  local text, why = read(stdin, "a")
  if not text then return nil, "cannot read stdin: " .. why end
  local f, message = load((gsub(gsub(text, "^\xEF\xBB\xBF", ""), "^#[^\n]*", "")), "=stdin")
  if not f then check(native.input_failed(text)) end
  return f, message
end

-- What the global arg holds when the script starts: an earlier step may have changed it.
local function arguments()
  local arg = arg
  if type(arg) ~= "table" then error("'arg' is not a table", 0) end
  local list = {n = #arg}
  for i = 1, list.n do list[i] = rawget(arg, i) end
  return list
end

-- What a step has called: nothing, or a function, a list of its arguments, and the global that its value goes to. The
-- kinds have the numbers of StepKind.
local kinds = {
  [0] = function(text) return loaded(load(text, "=(command line)")) end,
  [1] = function(path) return loaded(loadfile(path)), arguments() end,
  [2] = function(text) return loaded(load_input()), text == "-" and arguments() end,
  [3] = function(text)
    local global, name = match(text, "^([^=]*)=(.*)$")
    if not global then global, name = match(text, "^[^-]*"), text end -- what follows "-" is a version
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
  [6] = function() interactive(host.line_source()) end,
  [7] = function(text)
    write(stdout, text, "\n")
    flush(stdout)
  end,
}

local none = {n = 0}

-- steps = { kind, text, kind, text, ... }. Returns a function that returns each step's function and its arguments, or nothing
-- after the last. It is called with the first value that the step before has returned.
function host.steps(steps)
  host.find_modules_for(steps)
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

-- Runs the steps. A script is called from C, as in lua, so that it sees no line of ours.
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

-- What calls scripts: the function of C, which is given host.steps, or this one.
host.main = native.calls and native.calls.run_program or function(steps) return run(nil, host.steps(steps)) end
