-- The behaviour of Lua 5.4, point by point.
package.path, package.cpath = "support/?.lua", ""
local function preload(name, loader) package.preload[name] = loader end

preload("values", function(...) return table.concat({...}, " "), "dropped" end)
print(require "values") print(require "values")
preload("nothing", function() end) print(require "nothing")
preload("no", function() return false end) print(require "no", package.loaded.no)
preload("sets", function(name) package.loaded[name] = "set" end) print(require "sets")
preload("sets_both", function(name) package.loaded[name] = "set" return "returned" end) print(require "sets_both")
preload("7", function(name) return math.type(name) or type(name) end) print(require(7))
print(select("#", require "values"), select("#", require "string"))

print(require "counted".name, select(2, require "deep.neighbour"))

for _, wrong in ipairs {{n = 0}, {n = 1}, {{}, n = 1}, {true, n = 1}, {io.stdout, n = 1}} do
  print(pcall(require, table.unpack(wrong, 1, wrong.n)))
end

-- The tables are those with which lua started, except the searchers, which are looked up.
local loaded = package.loaded
package.loaded = {} print(require "string" == string) package.loaded = loaded
local searchers = package.searchers
package.searchers = 1 print(pcall(require, "x"))
package.searchers = {function(name) return "\n\tfirst " .. name end, function() end, function() return 2 end}
print(pcall(require, "x"))
package.searchers = {function(name) return function(...) return {...} end, {1} end}
local value, data = require "x"
print(value[1], value[2] == data, data[1])
package.searchers = {function() error("in a searcher", 2) end}
print(pcall(require, "y"))
package.searchers = searchers
package.path = nil
print(pcall(require, "y"))
