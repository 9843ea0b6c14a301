for _, value in ipairs {42, {}, true} do
  local _, e = pcall(byte_span.printable, value)
  print(e.symbol, e.arg, e.detail)
end
print(select(2, pcall(byte_span.printable)).detail)
