-- Interactive mode as lua has it: reads a line, runs it as an expression, whose values it prints, or as a statement,
-- which may go on in further lines.
--
-- Lines come from a source, a table of two functions: read(prompt) returns the next line without its end, or nil at the
-- end of input; save(text) is told each whole statement. host.line_source makes the one that is used.

local native, host = ...
local xpcall, pcall, load, tostring, type, select = host.xpcall, host.pcall, load, tostring, type, select
local trace, report, error, ENDING = native.trace, native.report, error, native.ending
local sub, format = string.sub, string.format
local stdin, stdout, stderr = io.stdin, io.stdout, io.stderr
local read, write, flush = stdin.read, stdout.write, stdout.flush

-- Standard input, shared with the script's own reading, and prompts on standard output.
function host.line_source()
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

local function prompt(name, default)
  local value = _G[name]
  if value == nil then return default end
  return tostring(value)
end

local function is_incomplete(message)
  return type(message) == "string" and sub(message, -5) == "<eof>"
end

-- Reads one statement; returns its function, or nil and a message, or nothing at the end of input.
local function read_statement(source)
  local text = source.read(prompt("_PROMPT", "> "))
  if not text then return end
  if sub(text, 1, 1) == "=" then text = "return " .. sub(text, 2) end
  local f = load("return " .. text .. ";", "=stdin")
  if f then
    if text ~= "" then source.save(text) end
    return f
  end
  while true do
    local message
    f, message = load(text, "=stdin")
    local more = not f and is_incomplete(message) and source.read(prompt("_PROMPT2", ">> "))
    if not more then
      source.save(text)
      return f, message
    end
    text = text .. "\n" .. more
  end
end

local function print_values(ok, ...)
  if not ok then
    if (...) == ENDING then error(ENDING, 0) end
    return report((...), true)
  end
  if select("#", ...) == 0 then return end
  local printed, message = pcall(print, ...)
  if not printed then
    pcall(write, stderr, format("error calling 'print' (%s)\n", tostring(message)))
  end
end

function host.interactive(source)
  while true do
    local f, message = read_statement(source)
    if f then
      print_values(xpcall(f, trace))
    elseif message then
      report(message, false)
    else
      break
    end
  end
  pcall(write, stdout, "\n")
  pcall(flush, stdout)
end
