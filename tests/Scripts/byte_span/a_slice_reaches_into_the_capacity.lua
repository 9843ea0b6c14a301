local b = byte_span.new(2, 6)
local all = b:slice(1, 6)
print(#all, all.capacity)
all[6] = 9
print(b:slice(6, 6)[1], #b:slice(3), b:slice(3).capacity)
print(#b:slice(7), b:slice(7).capacity, #b:slice(2, 1), #b:slice(1, 0))
