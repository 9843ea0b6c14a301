local echo = require "moonwire.proto.echo"
local exchange = echo.probe()
local first, second = exchange.request(1), exchange.request(2)
print(#first, first ~= second)
print(select(1, exchange.check(second)), exchange.check(second) == "matched", select(3, exchange.check(second)).attempt)
print((exchange.check(byte_span.append(first))))
print((exchange.check(first .. "x")))

local function failure(f, ...)
  local _, e = pcall(f, ...)
  print(e.symbol, e.operation, e.arg, e.detail)
end
failure(echo.encode, {data = 1})
failure(echo.encode)
failure(echo.decode, 1)
failure(echo.probe, {x = 1})
