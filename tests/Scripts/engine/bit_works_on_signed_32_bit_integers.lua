local bit = require 'bit'
print(bit == _G.bit, unpack == table.unpack, unpack({1,2,3}))
print(bit.tobit(0xffffffff), bit.tobit(0xffffffff+1), bit.tobit(2^40+1234), bit.tobit(-1), bit.tobit(2^31),
  bit.tobit(0.5), bit.tobit(1.5), bit.tobit(-0.5), bit.tobit(1/0), bit.tobit('0x10'))
print(bit.bnot(0), bit.bnot(-1), bit.bnot(0x12345678))
print(bit.bor(1,2,4,8), bit.band(0x12345678, 0xff), bit.bxor(0xa5a5f0f0, 0xaa55ff00), bit.bor(5))
print(bit.lshift(1,0), bit.lshift(1,8), bit.lshift(1,40), bit.lshift(0x87654321, 12), bit.rshift(256,8),
  bit.rshift(-256,8), bit.rshift(0x87654321,12), bit.arshift(256,8), bit.arshift(-256,8), bit.arshift(0x87654321,12))
print(bit.rol(0x12345678,12), bit.ror(0x12345678,12), bit.bswap(0x12345678), bit.bswap(0x78563412))
print(bit.tohex(1), bit.tohex(-1), bit.tohex(0xffffffff), bit.tohex(-1,-8), bit.tohex(0x21,4), bit.tohex(0x87654321,4),
  bit.tohex(5,0), bit.tohex(5,-2), bit.tohex(5,20))
print(bit.tohex(bit.rol(0x12345678,12)), math.type(bit.bor(1.0,2)), bit.rol(1,0), bit.rol(1,32))
for _, f in ipairs{function() bit.bor() end, function() bit.bor(1,{}) end, function() bit.lshift(1) end,
  function() bit.tohex('x') end, function() bit.bnot(nil) end, function() bit.tohex(1,{}) end} do print(pcall(f)) end
