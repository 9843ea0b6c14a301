-- The value "match": matchers for the arguments of spies, such as match.is_string(). match._ matches any value.

local _, host = ...
local names, arguments = host.late("test_names.lua"), host.late("test_arguments.lua")
local setmetatable, getmetatable, type = setmetatable, getmetatable, type

local match = {}
local matcher_mt, words_mt = {}, {}

function matcher_mt.__call(self, value) return self.callback(value) == self.mod end

function words_mt.__index(self, name)
  names.add_words(self.tokens, name)
  return self
end

function words_mt.__call(self, ...)
  local meaning, list = names.read("matcher", self.tokens, 2), arguments.list(...)
  self.tokens = {}
  for i = 1, #meaning.modifiers do meaning.modifiers[i].callback(self, list, 2) end
  local target = meaning.target
  if not target then return self end
  return setmetatable({
    name = target.name, mod = self.mod, callback = target.callback(self, list, 2), arguments = list,
  }, matcher_mt)
end

match._ = setmetatable({
  mod = true, name = "_", arguments = arguments.list(), callback = function() return true end,
}, matcher_mt)

function match.state() return setmetatable({mod = true, tokens = {}}, words_mt) end

function match.is_matcher(value) return type(value) == "table" and getmetatable(value) == matcher_mt end

function match.is_ref_matcher(value) return match.is_matcher(value) and value.name == "ref" end

return setmetatable(match, {__index = function(_, name) return match.state()[name] end})
