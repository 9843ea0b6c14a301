-- Runs interactive mode as in lua. Reads a line and runs it as an expression, whose values are printed, or as a
-- statement, which may continue on further lines. This file is loaded if a program has this mode.
--
-- Lines come from a source, which host.line_source makes. A source is a table of functions:
--   read(prompt)  returns the next line without its end, nil at the end of input, or false if the line was given up
--   save(text)    gets each complete statement
--   show(...)     prints values in place of print
--   word(text)    runs a command such as help and returns true, or returns false if the line is not a command
--   ended()       is called at the end of input
-- Only the source of a terminal has the last three functions. On a terminal, no error ends the mode.

local native, host = ...
local xpcall, pcall, load, tostring, type, select = host.xpcall, host.pcall, load, tostring, type, select
local trace, report, error, is_ending = native.trace, native.report, error, host.is_ending
local sub, format = string.sub, string.format
local interactive, setmetatable = native.interactive, setmetatable
local stdin, stdout, stderr = io.stdin, io.stdout, io.stderr
local read, write, flush = stdin.read, stdout.write, stdout.flush

-- The default source reads standard input, from which the script itself can read too, and writes prompts to standard
-- output.
host.line_source = host.line_source or function()
  return {
    read = function(prompt)
      pcall(write, stdout, prompt)
      pcall(flush, stdout)
      local ok, line = pcall(read, stdin)
      return ok and line or nil
    end,
    save = function() end,
  }
end

local function prompt_text(name, default)
  local value = _G[name]
  if value == nil then return default end
  return tostring(value)
end

-- Returns the text of a prompt. On a terminal, the default replaces a prompt that fails, because otherwise the user
-- could not correct the prompt.
local function prompt(source, name, default)
  if not source.show then return prompt_text(name, default) end
  local ok, text = pcall(prompt_text, name, default)
  return ok and text or default
end

local function is_incomplete(message)
  return type(message) == "string" and sub(message, -5) == "<eof>"
end

local function nothing() end

-- Reads one statement. Returns its function, or nil and a message. Returns nothing at the end of input.
local function read_statement(source)
  local text = source.read(prompt(source, "_PROMPT", "> "))
  if text == false then return nothing end
  if not text then return end
  if source.word and source.word(text) then return nothing end
  local typed = text
  if sub(text, 1, 1) == "=" then text = "return " .. sub(text, 2) end
  local f = load("return " .. text .. ";", "=stdin")
  if f then
    if text ~= "" then source.save(typed) end
    return f
  end
  while true do
    local message
    f, message = load(text, "=stdin")
    local more
    if not f and is_incomplete(message) then
      more = source.read(prompt(source, "_PROMPT2", ">> "))
      if more == false then return nothing end
    end
    if not more then
      source.save(typed)
      return f, message
    end
    text, typed = text .. "\n" .. more, typed .. "\n" .. more
  end
end

local function print_values(source, ok, ...)
  if not ok then
    if is_ending((...)) then error((...), 0) end
    return report((...), true)
  end
  if select("#", ...) == 0 then return end
  local printed, message = pcall(source.show or print, ...)
  if not printed then
    if is_ending(message) then error(message, 0) end
    pcall(write, stderr, format("error calling 'print' (%s)\n", tostring(message)))
  end
end

-- Runs one statement. Returns nil at the end of input.
local function run_statement(source)
  local f, message = read_statement(source)
  if f then
    print_values(source, xpcall(f, trace))
  elseif message then
    report(message, false)
  end
  return f or message
end

local function run_guarded(source)
  local ok, more = xpcall(run_statement, trace, source)
  if ok then return more end
  if is_ending(more) then error(more, 0) end
  report(more, true)
  return true
end

local mode_over = setmetatable({}, {__close = function() interactive(false) end})

local function run_statements(source)
  local run = source.show and run_guarded or run_statement
  local _ <close> = mode_over
  repeat interactive(true) until not run(source)
end

return function(source)
  run_statements(source)
  pcall(write, stdout, "\n")
  pcall(flush, stdout)
  if source.ended then source.ended() end
end
