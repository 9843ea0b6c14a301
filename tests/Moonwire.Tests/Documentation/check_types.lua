-- Compares the definition files for editors, given as arguments, with the names that moonwire adds to standard Lua.
-- Prints a line for each difference, and a line for each file that is not valid Lua.

local registered, defined = {}, {}

-- The names as on the reference pages, "a.b.c".
local print_line = print
print = function(line) registered[line:gsub("\t", ".")] = true end
dofile(arg[0]:gsub("check_types%.lua$", "list_names.lua"))
print = print_line

-- The rows of the pages' tables: names of errors and of numbers.
local function resolve(name)
  local value
  for part in name:gmatch("[^.]+") do
    if value == nil then
      value = package.loaded[part] or _G[part]
    else
      value = type(value) == "table" and value[part]
    end
    if not value then return nil end
  end
  return value
end

local lists = {}
for name in pairs(registered) do
  local protocol, member = name:match("^(proto%.[%w_]+)%.([%w_]+)$")
  local value
  if protocol then
    value = package.loaded["moonwire." .. protocol][member]
  else
    value = resolve(name)
  end
  if type(value) == "table" then
    for row, member in pairs(value) do
      local metatable = debug.getmetatable(member)
      if type(member) == "number" or metatable and metatable.__name == "error" then lists[name .. "." .. row] = true end
    end
  end
end
for row in pairs(lists) do registered[row] = true end

-- Functions of standard Lua that moonwire replaces by its own.
local standard = {["os.exit"] = true, require = true}
for name in ("atan2 cosh sinh tanh pow log10 frexp ldexp"):gmatch("%S+") do standard["math." .. name] = true end

-- Values that no registry lists. The page of errors describes the first two. The others are plain tables that functions
-- of ip, ip.udp and its sockets return, or that spawn and json take; moonwire.test, which is loaded when it is first
-- required; and the globals of spec files.
local elsewhere = {
  error = true, error_category = true, address_info = true, recorded_event = true, datagram_arrival = true,
  network_interface = true, network_interface_flags = true, spawn_options = true, json_options = true, test = true,
}
for name in ([[
  describe context insulate expose it spec pending setup teardown strict_setup strict_teardown lazy_setup lazy_teardown
  before_each after_each finally randomize
]]):gmatch("%S+") do elsewhere[name] = true end

local function define(name)
  local root = name:match("^[^.]+")
  if not elsewhere[root] and not standard[name] then defined[name] = true end
end

-- Returns true for the types of plain tables that protocols take and return, such as proto.exchange and
-- proto.dns.message.
local function is_plain_table(class)
  return class:find("^proto%.") and not registered[class]
end

for _, path in ipairs(arg) do
  local file <close> = assert(io.open(path, "rb"))
  local text = file:read("a")
  local chunk, message = load(text, "@" .. path, "t", {ip = {udp = {}}, os = {}, math = {}, require = require})
  local ok, failure = true, message
  if chunk then ok, failure = pcall(chunk) end
  if not chunk or not ok then print(failure) end
  if not text:find("^%-%-%-@meta ") then print(path .. " does not start with ---@meta") end

  local protocol = text:match("^%-%-%-@meta moonwire%.(proto%.[%w_]+)\n")
  if protocol and not text:find("\n---@class " .. protocol .. ": proto.module\n", 1, true) then
    print(path .. " does not derive " .. protocol .. " from proto.module")
  end

  local class, names = nil, {} -- names: the values of the file's local variables
  for line in text:gmatch("[^\n]*") do
    local declared = line:match("^%-%-%-@class ([%w_.]+)")
    local field = line:match("^%-%-%-@field ([%w_]+)")
    local variable = line:match("^local ([%w_]+) = {}")
    local owner, member = line:match("^function ([%w_.]-)[.:]?([%w_]+)%(")
    local assigned = line:match("^([%w_.]+) = {}")
    if declared then
      class = declared
      if not is_plain_table(class) then define(class) end
    elseif field then
      if not is_plain_table(class) then define(class .. "." .. field) end
    elseif variable then
      names[variable] = class or variable
      define(names[variable])
    elseif member then
      local first, rest = owner:match("^([^.]*)(.*)")
      define(owner == "" and member or (names[first] or first) .. rest .. "." .. member)
    elseif assigned then
      local first, rest = assigned:match("^([^.]*)(.*)")
      define((names[first] or first) .. rest)
    end
    if not line:find("^%-%-%-") then class = nil end
  end
end

local differences = {}
for name in pairs(registered) do
  if not defined[name] then differences[#differences + 1] = name .. " is not defined in the types" end
end
for name in pairs(defined) do
  if not registered[name] then differences[#differences + 1] = name .. " is defined in the types but does not exist" end
end
table.sort(differences)
for _, line in ipairs(differences) do print(line) end
