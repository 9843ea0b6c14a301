local function names(event)
  local me, callee = debug.getinfo(1, "nt"), debug.getinfo(2, "n")
  print(event, me.namewhat, me.name, me.istailcall, callee.name)
end
local function traced()
  local place = debug.traceback()
  print(place:match("\n\t[^\n]*:(%d+: in hook '%?')\n\t[^\n]*(in main chunk)"))
  debug.sethook()
end
debug.sethook(names, "r")
math.abs(1)
debug.sethook()
debug.sethook(traced, "l")
local a = 1
