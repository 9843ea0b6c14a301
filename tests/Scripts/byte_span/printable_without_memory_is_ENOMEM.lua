-- options: --memory-limit 20000000
local _, e = pcall(byte_span.printable, ("\0"):rep(4000000))
print(e.symbol, e.arg, e.detail)
print(#byte_span.printable(("\0"):rep(1000000)))
