-- options: --recorder 256
local client <const>, server <const> = dofile("support/question.lua")()
local fail, next, globals = error, next, _G
setmetatable({}, {__gc = function() fail("of a finalizer") end})
for _, library in next, {string, table, math, coroutine, package, utf8, byte_span, ip, ip.address} do
  for name, value in next, library do
    if type(value) == "function" then library[name] = function() fail("replaced") end end
  end
end
getmetatable("").__index = function() fail("replaced") end
for name in next, package.preload do package.preload[name] = nil end
for name in next, package.loaded do package.loaded[name] = nil end
debug.sethook(function() end, "crl", 1)
for name in next, globals do globals[name] = nil end
fail("the reason", 0)
