-- Lines that somebody edits on a terminal. While one is edited, the other fibers run.

local native, host = ...
local read_line, offer, save_line, ENDING, rawequal = native.read_line, native.offer, native.save_line, host.ENDING, rawequal
local complete, pretty, yield, TOKEN = host.complete, host.pretty, host.yield, host.TOKEN
local error, concat, print, hide_line = error, table.concat, print, native.hide_line

-- The kinds have the numbers of LineEventKind.
local LINE <const>, END <const>, COMPLETION <const> = 0, 1, 3

-- print writes at once, so that an edited line must make room first; what goes through io is held until then.
function _G.print(...)
  hide_line()
  return print(...)
end

function host.line_source()
  local source = {show = function(...) _G.print(pretty(...)) end, save = function(text) save_line(text) end}

  function source.read(prompt)
    while true do
      local err, kind, text = read_line(prompt)
      if err == true then err, kind, text = yield(TOKEN) end
      if err then
        if rawequal(err, ENDING) then error(err, 0) end
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
