local events = {}
local function note(event, line) events[#events + 1] = line and event .. " " .. line or event end
local function shown() local text = table.concat(events, ", ") events = {} return text end

debug.sethook(note, "l")
load("local a = coroutine.isyieldable()\nlocal b = coroutine.status(coroutine.create(print))\nreturn a, b")()
debug.sethook()
print((shown():gsub("line", "", 0)))
local co = coroutine.create(function()
  coroutine.yield(10)
  return 20
end)
debug.sethook(co, function(event) events[#events + 1] = event end, "clr")
repeat until not coroutine.resume(co)
print(shown())
local function hook() end
debug.sethook(hook, "crl", 5)
local f, mask, count = debug.gethook()
debug.sethook()
print(f == hook, mask, count, debug.gethook())
local seen = {}
debug.sethook(function() seen[debug.getinfo(2, "f").func] = true end, "c")
coroutine.isyieldable()
debug.getinfo(1)
math.abs(1)
debug.sethook()
print(seen[coroutine.isyieldable], seen[debug.getinfo], seen[math.abs], seen[math.floor])
