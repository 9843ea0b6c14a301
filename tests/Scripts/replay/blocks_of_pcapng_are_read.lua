local captures = dofile("support/captures.lua")
local pack = string.pack
local function show(title, ...)
  print(title)
  captures.show(table.concat {...}, "record", "show")
end
local hello = captures.v4("10.0.0.1", 1000, "10.0.0.2", 4000, "hello")
for _, order in ipairs {"<", ">"} do
  local section = captures.section(order)
  local plain = section .. captures.interface(order, "raw")
  show("a Simple Packet Block", plain, captures.block(order, 3, pack(order .. "I4", #hello) .. hello))
  show("an obsolete Packet Block", plain,
    captures.block(order, 2, pack(order .. "I2I2I4I4I4I4", 0, 0, 0, 1500000, #hello, #hello) .. hello))
  show("an unknown block", plain, captures.block(order, 0x0bad, "of somebody"),
    captures.enhanced(order, 0, 1000000, hello))
  show("comments, a direction, lost packets", section, captures.interface(order, "raw", 2, "socket 1"),
    captures.enhanced(order, 0, 1000000, hello, 1, "fiber 1\nx.lua:3", 2, pack(order .. "I4", 2), 1, "\27[31mred",
      4, pack(order .. "i8", 3)))
end
local other = captures.v6(7, 8, "another interface")
show("interfaces with units and offsets of times", captures.section("<"),
  captures.interface("<", "raw", 9, "\9"), captures.interface("<", "ethernet", 9, "\x8a", 14, pack("<i8", 2)),
  captures.interface("<", "unknown"),
  captures.enhanced("<", 0, 1000000001, hello),
  captures.enhanced("<", 1, 512, ("\2"):rep(12) .. "\x86\xdd" .. other),
  captures.enhanced("<", 2, 0, hello))
show("sections in both byte orders", captures.section("<"), captures.interface("<", "raw"),
  captures.enhanced("<", 0, 1000000, hello), captures.section(">"), captures.interface(">", "ethernet"),
  captures.enhanced(">", 0, 3000000, ("\2"):rep(12) .. "\x86\xdd" .. other))
