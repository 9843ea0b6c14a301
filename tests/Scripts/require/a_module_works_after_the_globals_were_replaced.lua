-- A module is created when it is first required. By then a script may have replaced the functions that it uses.
local print, require, next, spawn = print, require, next, spawn
local globals = _G
for _, library in next, {string, table, math, debug, os, coroutine} do
  for name in next, library do library[name] = function() error "replaced" end end
end
for name in next, globals do globals[name] = nil end

print(require "json".encode {1, {a = "b"}, 2.5})
local sent, channel = 0, require "channel".new(1)
local group = require "group".new()
group:spawn(function()
  for value in channel do sent = sent + value end
end)
for i = 1, 3 do channel:send(i) end
channel:close()
group:wait()
print(sent)
print(require "time".now == nil, require "system".getpid() > 0)
print(require "mutex".new() ~= nil, require "future".new() ~= nil, require "pipe".pair() ~= nil)
print(require "generic_error".EINVAL.message)
