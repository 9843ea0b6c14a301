-- Makes debug.getregistry return a view of Lua's registry. C libraries use the values of their entries without a check.
-- Therefore a script can read the entries of C libraries and of moonwire, but cannot change them. A script can add
-- entries, and change the entries that it has added.

local native, host = ...
local debug, error, next, setmetatable, tostring, type = debug, error, next, setmetatable, tostring, type
local registry = debug.getregistry()

-- The values that scripts see in place of three entries: the handles of loaded libraries, the memory of buffers, and
-- the hooks of Lua threads. The finalizers of the first two do not check their values.
local hidden = {_CLIBS = {}, ["_UBOX*"] = {}, _HOOKKEY = setmetatable({}, {__mode = "k"})}

-- The keys that scripts have added.
local own = {}

local function each(_, key)
  local value
  key, value = next(registry, key)
  return key, hidden[key] or value
end

local view = setmetatable({}, {
  __metatable = false,
  __index = function(_, key) return hidden[key] or registry[key] end,
  __newindex = function(_, key, value)
    if type(key) ~= "string" or hidden[key] or registry[key] ~= nil and not own[key] then
      error("'" .. tostring(key) .. "' of the registry cannot be changed", 2)
    end
    registry[key], own[key] = value, true
  end,
  __pairs = function(self) return each, self end,
})

function debug.getregistry() return view end
