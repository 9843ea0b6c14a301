outside = "set by the script"
local server = require("./support/exports/server")
local client = require("./support/exports/client")
print(server.new(), server.start(), client.new(), server.seen)

local names = {}
for name in pairs(server) do names[#names + 1] = name end
table.sort(names)
print(table.concat(names, " "))
print(require("./support/exports/server") == server)

-- A global that nobody else has is set for everybody. The first global of a name stays.
print(start == server.start, new == client.new, seen)

-- A file that returns a value sets real globals, now and later.
local returns = require("./support/exports/returns")
print(new, server.start())
returns.set("through the function")
print(shared, returns.get())
shared = "by the script"
print(returns.get())

print(require("./support/exports/nothing") == true)
print(pcall(require, "./support/exports/fails"))
print(pcall(require, "./support/exports/fails"))
