-- stdin: one
-- stdin: two 2
print(io.read())
print(io.read(3), io.read("n"))
print(io.read("l"), io.read("l"))
