local b = byte_span.append(" \f\n\r\t\v in side \v\t\r\n\f ")
local inner = b:trimmed()
print("[" .. tostring(inner) .. "]", inner.capacity == b.capacity - 7)
inner[1] = ("I"):byte()
print(b:find("In"))
print(byte_span.append("xxaxx"):trimmed("x"), byte_span.append("abc"):trimmed(byte_span.append("cab.....")).capacity)
print(byte_span.append("abc"):trimmed(""), byte_span.append(" a"):trimmed(""):find(" "),
  byte_span.append("abc"):trimmed())
print(byte_span.append("\0a\0"):trimmed("\0"), #byte_span.append("\0a"):trimmed())
