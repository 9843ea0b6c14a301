-- Two runs with one seed have one order, and the order differs from the order of the file.
local system = require "system"
local code = [[
  require "moonwire.test".run({file = "support/order_spec.lua", shuffle = true, seed = 7}, function(e)
    if e.event == "test_end" then io.write(e.id, " ") end
    if e.event == "file_end" then print(e.seed) end
  end)
]]
local function run()
  return system.run{program = system.arguments[1], arguments = {"moonwire", "-e", code}}.stdout
end
local first, second = run(), run()
print(first == second, first ~= "1 2 3 4 5 6 7 8 9 10 7\n", #first)
