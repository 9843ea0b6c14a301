local b = byte_span.new(1, 4)
local longer = b:append("xy")
print(#b, #longer, longer.capacity)
longer[1] = 65
print(b[1])
local new = longer:append("zz")
new[1] = 66
print(#new, b[1], tostring(new), new.capacity >= 5)
