outside = "set by the script"
local server = require("./support/exports/server")
local client = require("./support/exports/client")
print(server.new(), server.start(), client.new(), server.seen)

local names = {}
for name in pairs(server) do names[#names + 1] = name end
table.sort(names)
print(table.concat(names, " "))
print(require("./support/exports/server") == server)

-- What nobody has becomes everybody's; the first one of a name stays.
print(start == server.start, new == client.new, seen)

-- A file that returns something sets everybody's globals, then and later.
local returns = require("./support/exports/returns")
print(new, server.start())
returns.set("through the function")
print(shared, returns.get())
shared = "by the script"
print(returns.get())

print(require("./support/exports/nothing") == true)
print(pcall(require, "./support/exports/fails"))
print(pcall(require, "./support/exports/fails"))
