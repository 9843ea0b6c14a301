local system = require "system"
io.write("1 ")
system.out:write("2 ")
print("3")
system.out:write(byte_span.append("4\n"))
print(select(2, pcall(system.out.release, system.out)).symbol)
system.out:close()
print("still open", system.out.is_open)
