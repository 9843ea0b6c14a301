-- Does what the datagram says.
local function deep() return 1 + deep() end

local function endless() while true do end end

local kept = {}
local ways = {
  error = function() error("failed on purpose") end,
  ["nil"] = function() error(nil) end,
  table = function() error({}) end,
  described = function() error(setmetatable({}, {__tostring = endless})) end,
  number = function() return 1 end,
  nothing = function() end,
  shorter = function(datagram) return datagram:sub(2) end,
  longer = function(datagram) return datagram .. "x" end,
  loop = endless,
  caught = function() while true do pcall(endless) end end,
  closing = function() local value <close> = setmetatable({}, {__close = endless}) endless() end,
  compare = function() table.sort({1, 2, 3, 4}, endless) end,
  depth = deep,
  pcalls = function() local function f() return pcall(f) end while true do f() end end,
  concatenation = function() local text = "x" while true do text = text .. text end end,
  repetition = function() return ("x"):rep(1000000000) end,
  memory = function() while true do kept[#kept + 1] = {} end end,
  finalizer = function() setmetatable({}, {__gc = endless}) end,
}

return function(datagram)
  local way = ways[datagram:match("^%a+")]
  if way then
    local result = way(datagram)
    return result
  end
  kept = {}
  return datagram
end
