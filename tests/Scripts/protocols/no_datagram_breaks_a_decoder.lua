-- Random datagrams, and valid ones with changed, missing and added bytes. Each decoder returns a table, or nil and a
-- text.
local names = {}
for name in next, package.preload do names[#names + 1] = name:match("^moonwire%.proto%.(.*)$") end
table.sort(names)
math.randomseed(20261130, 1)

local function bytes(count)
  local list = {}
  for i = 1, count do list[i] = string.char(math.random(0, 255)) end
  return table.concat(list)
end

local function changed(datagram)
  local position, choice = math.random(1, #datagram + 1), math.random(1, 4)
  local before, after = datagram:sub(1, position - 1), datagram:sub(position)
  if choice == 1 then return before end
  if choice == 2 then return before .. bytes(math.random(1, 4)) .. after end
  if choice == 3 then return before .. after:sub(2) end
  return before .. bytes(1) .. after:sub(2)
end

for _, name in ipairs(names) do
  local protocol = require("moonwire.proto." .. name)
  local exchange = protocol.probe()
  local valid = exchange.request(1)
  local function try(datagram)
    local message, problem = protocol.decode(datagram)
    if type(message) ~= "table" and not (message == nil and type(problem) == "string" and problem ~= "") then
      error(name .. ": " .. tostring(message) .. ", " .. tostring(problem) .. " for " .. byte_span.to_hex(datagram))
    end
    local verdict, text, fields, following = exchange.check(datagram)
    local is_known = verdict == "matched" or verdict == "different" or verdict == "unrelated" or verdict == "continue"
    local is_followed = type(following) == "string" and verdict ~= "unrelated"
    if not is_known or type(text) ~= "string" or type(fields) ~= "table"
      or (verdict == "continue" or following ~= nil) and not is_followed then
      error(name .. ": " .. tostring(verdict) .. ", " .. tostring(text) .. " for " .. byte_span.to_hex(datagram))
    end
  end
  try ""
  for length = 0, #valid do try(valid:sub(1, length)) end
  for _ = 1, 500 do
    try(bytes(math.random(0, 100)))
    local datagram = valid
    for _ = 1, math.random(1, 4) do datagram = changed(datagram) end
    try(datagram)
  end
end
print("all decoders return")
