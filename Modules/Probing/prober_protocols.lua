-- The protocols that targets can name: the modules moonwire.proto.NAME, and the files of --protocol.
local _, host = ...
local match, sort, type, pcall, tostring, require = string.match, table.sort, type, pcall, tostring, require
local loadfile, next, error, math_type = loadfile, next, error, math.type

local protocols = {}
local own = {}

-- Returns the names of our protocols in order.
function protocols.names()
  local names = {}
  for name in next, package.preload do
    local short = match(name, "^moonwire%.proto%.([%w_]+)$")
    if short then names[#names + 1] = short end
  end
  for name in next, host.late_names do
    local short = match(name, "^moonwire%.proto%.([%w_]+)$")
    if short then names[#names + 1] = short end
  end
  for name in next, own do names[#names + 1] = name end
  sort(names)
  local unique = {}
  for i = 1, #names do
    if names[i] ~= names[i - 1] then unique[#unique + 1] = names[i] end
  end
  return unique
end

-- Returns the module of a file, or raises an error.
local function checked(module)
  if type(module) ~= "table" or type(module.name) ~= "string" or type(module.probe) ~= "function" then
    error("the file must return a table with name, a string, and probe, a function", 0)
  end
  if not match(module.name, "^[%l][%l%d.+-]*$") then
    error("'" .. module.name .. "' is not a name; expected small letters, digits, '+', '-' and '.'", 0)
  end
  local port = module.port
  if port ~= nil and (math_type(port) ~= "integer" or port < 1 or port > 65535) then
    error("port must be an integer from 1 to 65535", 0)
  end
  return module
end

-- Loads a file of --protocol. Returns nothing, or a message.
function protocols.load(path)
  local chunk, message = loadfile(path)
  if not chunk then return message end
  local ok, module = pcall(chunk)
  if ok then ok, module = pcall(checked, module) end
  if not ok then return path .. ": " .. (type(module) == "table" and module.detail or tostring(module)) end
  own[module.name] = module
end

-- Returns the module of a protocol, or nil.
function protocols.find(name)
  if own[name] then return own[name] end
  if not match(name, "^[%w_]+$") then return end
  local full = "moonwire.proto." .. name
  if not (host.late_names[full] or package.preload[full]) then return end
  return require(full)
end

return protocols
