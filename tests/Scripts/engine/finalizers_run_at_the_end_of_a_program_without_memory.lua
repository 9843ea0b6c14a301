-- options: --memory-limit 5000000
-- The collector runs while the state is closed, because finalizers ask for memory that the limit does not leave.
local address = require "ip".address.new
local objects = {}
for i = 1, 1000 do
  objects[i] = setmetatable({}, {__gc = function() pcall(address, "no address") end})
end

local filler = {}
while true do filler[#filler + 1] = {} end
