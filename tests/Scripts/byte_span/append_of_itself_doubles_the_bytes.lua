local b = byte_span.append("abc")
print(tostring(b:append(b)), tostring(b:append(b, b)))
local roomy = byte_span.new(0, 12):append("abc")
print(tostring(roomy:append(roomy)), tostring(roomy:append(roomy, roomy, roomy)))
