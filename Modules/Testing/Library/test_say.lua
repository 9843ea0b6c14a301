-- The module "say": messages by key and language. If the current language has no message for a key, the message of the
-- fallback language is used.

local _, host = ...
local type, tostring, error, setmetatable, max = type, tostring, error, setmetatable, math.max
local unpack = table.unpack

local registry = {}
local current, fallback
local say = {_VERSION = "Say 1.4", _registry = registry}

local function add(language)
  registry[language] = registry[language] or {}
  return language
end

function say.set_namespace(_, language) current = add(language) end

function say.set_fallback(_, language) fallback = add(language) end

function say.set(_, key, text) registry[current][key] = text end

local mt = {__index = registry}

function mt.__call(_, key, values)
  if values ~= nil and type(values) ~= "table" then
    error("expected parameter table to be a table, got '" .. type(values) .. "'", 2)
  end
  values = values or {}
  values.n = max(values.n or 0, #values)
  if key == nil then return nil end
  local text = registry[current][key] or registry[fallback][key]
  if text == nil then return nil end
  text = tostring(text)
  if values.n == 0 then return text end
  local texts = {}
  for i = 1, values.n do texts[i] = tostring(values[i]) end
  return text:format(unpack(texts))
end

say:set_fallback("en")
say:set_namespace("en")
setmetatable(say, mt)
host.late("test_messages.lua")(say)
return say
