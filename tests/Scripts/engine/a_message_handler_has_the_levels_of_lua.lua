-- The wrapper of a message handler is one level more without the shortcuts.
-- env: MOONWIRE_DISABLE=
-- A message handler sees the same functions below it as in lua.
local function levels()
  for level = 1, 10 do
    local frame = debug.getinfo(level, "Slnt")
    if not frame then break end
    print(level, frame.what, frame.name, frame.currentline, frame.istailcall)
  end
  return "handled"
end
local function fails() error "fails" end
print(xpcall(fails, levels))
print(xpcall(function() return nil + 1 end, levels))
print(coroutine.wrap(function() return xpcall(fails, levels) end)())
print(xpcall(function() xpcall(fails, levels) error "outer" end, levels))
local calls = {}
debug.sethook(function(event) calls[#calls + 1] = event .. ":" .. tostring(debug.getinfo(2, "n").name) end, "c")
xpcall(fails, function() return 1 end)
debug.sethook()
print(table.concat(calls, " "))
print(select("#", xpcall(error, function(m) return m end, nil)))
