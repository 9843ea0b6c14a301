-- What debug.getregistry gives to scripts: a view of Lua's registry. C libraries take what they find there for what they
-- have put there, without a check, so a script can read their entries, and ours, but not change them. It can add entries
-- of its own, and change those.

local native, host = ...
local debug, error, next, setmetatable, tostring, type = debug, error, next, setmetatable, tostring, type
local registry = debug.getregistry()

-- What a script gets to see of the handles of loaded libraries and the memory of buffers, whose finalizers trust what
-- they are given, and of the hooks, which are kept by Lua thread.
local hidden = {_CLIBS = {}, ["_UBOX*"] = {}, _HOOKKEY = setmetatable({}, {__mode = "k"})}

-- The keys of scripts.
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
