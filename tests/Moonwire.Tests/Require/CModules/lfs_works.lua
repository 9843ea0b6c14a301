local lfs = require "lfs"
local folder = os.tmpname()
os.remove(folder)
print(lfs.mkdir(folder), lfs.attributes(folder, "mode"))
local file <close> = assert(io.open(folder .. "/file", "w"))
file:write("12345"):flush()
print(lfs.attributes(folder .. "/file").size, (lfs.attributes(folder .. "/none")))

local names = {}
for name in lfs.dir(folder) do names[#names + 1] = name end
table.sort(names)
print(table.concat(names, " "))

-- The iterator's state belongs to C: it is collected, and the finalizer of its metatable runs.
local next_name, state = lfs.dir(folder)
next_name(state)
next_name, state = nil, nil
collectgarbage()

-- It locks a file of io, because both sides agree on the layout of FILE*.
print(lfs.lock(file, "w"), lfs.unlock(file))
print(pcall(lfs.dir, folder .. "/none") == false, pcall(lfs.lock, byte_span.new(1), "w") == false)

-- The working directory can change.
local before = lfs.currentdir()
print(lfs.chdir(folder), lfs.currentdir() ~= before, lfs.chdir(before))
print(os.remove(folder .. "/file"), lfs.rmdir(folder), (lfs.attributes(folder)))
