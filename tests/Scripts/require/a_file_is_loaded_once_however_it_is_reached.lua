package.path = "support/?.lua;support/deep/?.lua"
local first = require("./support/counted")
print(require("./support/../support/counted") == first, require("asks").above == first, loads)
print(require("counted") == first, loads, package.loaded.counted == first)

-- In the other order: first by its name.
package.loaded.counted, package.loaded[first.name] = nil, nil
local second = require("counted")
print(second ~= first, require("./support/counted") == second, loads)

-- A module that is removed is loaded again.
package.loaded.counted = nil
print(require("./support/counted") == second, loads)
