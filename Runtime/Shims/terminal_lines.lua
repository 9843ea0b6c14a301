-- Reads the lines that a user edits on a terminal. Other fibers run during the editing.

local native, host = ...
local read_line, offer, save_line = native.read_line, native.offer, native.save_line
local ENDING, rawequal = host.ENDING, rawequal
local complete, pretty, yield, TOKEN, check = host.complete, host.pretty, host.yield, host.TOKEN, host.check
local error, concat, print, hide_line, tell_waiting = error, table.concat, print, native.hide_line, native.tell_waiting
local rawget, match, write, exit = rawget, string.match, io.write, host.exit

-- The numbers of LineEventKind.
local LINE <const>, END <const>, COMPLETION <const> = 0, 1, 3

-- Hides the edited line first, because print writes at once. Output through io is deferred until the line is hidden.
function _G.print(...)
  hide_line()
  return print(...)
end

local help <const> = [[
Type Lua: an expression, whose values are shown, or a statement. Tab completes a name, Up recalls earlier lines.
  sock = ip.udp.socket.new()    a UDP socket; sock: and Tab show its methods
  buf = byte_span.new(1500)     room for a datagram
  spawn(function() ... end)     a fiber, which runs while you type
Ctrl+C gives up a line or interrupts a statement; the third one for a statement ends the program.
exit ends the program; Ctrl+D lets its fibers go on.
moonwire man | man -l - is the manual.
]]

-- Runs the commands help, exit and quit, which are typed alone on a line. Returns false for other text, or if the
-- script has a global with that name.
local function word(text)
  local name = match(text, "^%s*(%a+)%s*%(?%s*%)?%s*$")
  if name ~= "help" and name ~= "exit" and name ~= "quit" or rawget(_G, name) ~= nil then return false end
  if name == "help" then
    write(help)
    return true
  end
  exit(0)
end

function host.line_source()
  local source = {word = word}

  function source.show(...) _G.print(pretty(...)) end

  function source.save(text) save_line(text) end

  function source.ended() check(tell_waiting()) end

  function source.read(prompt)
    while true do
      local err, kind, text = read_line(prompt)
      if err == true then err, kind, text = yield(TOKEN) end
      if err then
        if rawequal(err, ENDING) then host.raise_end(err) end
        return false
      end
      if kind == LINE then return text end
      if kind == END then return nil end
      if kind ~= COMPLETION then return false end
      local word, candidates = complete(text)
      candidates[#candidates + 1] = ""
      offer(#word, concat(candidates, "\n"))
      prompt = nil
    end
  end

  return source
end
