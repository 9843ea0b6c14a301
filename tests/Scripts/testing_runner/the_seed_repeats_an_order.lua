local project = dofile("support/project.lua")
local names = {}
for i = 1, 20 do names[i] = "it('" .. i .. "', function() io.open('order', 'a'):write('" .. i .. " '):close() end)" end
local p <close> = project.new {["spec/a_spec.lua"] = table.concat(names, "\n") .. "\n"}
local function order(...)
  local result = p:run("test", ...)
  local order = p:read("order")
  os.remove(p.folder .. "/order")
  return order, result.stdout:match("seed (%d+)")
end
local plain = order()
local first, seed = order("--shuffle")
print("shuffled", first ~= plain)
print("repeated", (order("--shuffle", "--seed", seed)) == first)
print("another seed", (order("--shuffle", "--seed", tostring((tonumber(seed) + 1) % 1000))) ~= first)
local runs = order("--shuffle", "--repeat", "2", "--seed", "7")
local half = #runs // 2
print("each run has its own order", runs:sub(1, half) ~= runs:sub(half + 1), #runs == 2 * #plain)
