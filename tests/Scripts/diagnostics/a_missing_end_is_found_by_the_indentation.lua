local ip = require "ip"
local function handle(n)
  if n > 3 then
    print("big")
  return n
end

local function other()
  return 2
end
print(handle(4))
