-- Two descriptors are announced and one was passed.
local system, file_descriptor = require "system", require "file_descriptor"
local ok, e = pcall(system.listen_fds)
print(ok, e.symbol, e.category, e.detail)
print(os.getenv("LISTEN_PID") == tostring(system.getpid()), os.getenv("LISTEN_FDS"), os.getenv("LISTEN_FDNAMES"))
for number = 4, 30 do
  ok, e = pcall(file_descriptor.from_number, number)
  if ok or e.symbol ~= "EBADF" then print(number, ok, e) end
end
print(file_descriptor.from_number(3))
print(select(2, pcall(file_descriptor.from_number, 3)).detail)
