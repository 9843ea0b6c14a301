-- The value "assert". A call works like Lua's assert. The fields are the assertions, such as assert.are.equal(1, 1).

local _, host = ...
local names, state = host.late("test_names.lua"), host.late("test_state.lua")
local arguments = host.late("test_arguments.lua")
local say, failure = host.late("test_say.lua"), host.late("test_failure.lua")
local format_value = host.late("test_format.lua")
local rawget, getmetatable, setmetatable, tostring, unpack = rawget, getmetatable, setmetatable, tostring, table.unpack

local assert = {}
local level_mt = {}

-- The level argument of callbacks: the level of the script's call, counted from the caller of the callback.
local LEVEL <const> = 2

local NO_WORDS <const> = {}

-- Returns the message of a failed assertion: the script's own message, the assertion's message, and a detail, such as
-- the path of the first difference.
local function message_of(key, own, list)
  if own ~= nil then own = failure.words(own) or state.format_argument(own) end
  local detail = list.detail
  local text = say(key, assert:format(list))
  if text and detail then text = text .. "\n" .. detail end
  if text and own then return own .. "\n" .. text end
  return text or own
end

-- Tells a test's recording that an assertion holds. `words` are the words of its name.
local function tell(words)
  local on_assertion = host.on_assertion
  if on_assertion then on_assertion(words) end
end

local words_mt = {}

function words_mt.__index(self, name)
  names.add_words(self.tokens, name)
  return self
end

-- Runs the assertion. The state keeps the words of the assertion, so that a script can call the assertion again.
local function check(self, meaning, ...)
  local mod, own = self.mod, rawget(self, "failure_message")
  for i = 1, #meaning.modifiers do meaning.modifiers[i].callback(self) end
  local list, target = arguments.list(...), meaning.target
  local holds, results = target.callback(self, list, LEVEL)
  local failed = not holds == self.mod
  local key, text = self.mod and target.positive_message or target.negative_message, rawget(self, "failure_message")
  self.mod, self.failure_message = mod, own
  if failed then failure.raise(message_of(key, text, list) or "assertion failed!", 2) end
  tell(self.tokens)
  if results then return unpack(results, 1, results.n or #results) end
  return ...
end

function words_mt.__call(self, ...)
  local meaning = names.read("assertion", self.tokens, LEVEL)
  if meaning.target then return check(self, meaning, ...) end
  local list = arguments.list(...)
  self.tokens = {}
  for i = 1, #meaning.modifiers do meaning.modifiers[i].callback(self, list, LEVEL) end
  return self
end

function assert.state() return setmetatable({mod = true, tokens = {}}, words_mt) end

function assert.register(_, kind, name, callback, positive, negative)
  names.register(kind, name, callback, positive, negative)
end

function assert.unregister(_, kind, name) names.unregister(kind, name) end
function assert.add_formatter(_, formatter) state.add_formatter(formatter) end
function assert.remove_formatter(_, formatter) state.remove_formatter(formatter) end
function assert.set_parameter(_, name, value) state.set_parameter(name, value) end
function assert.get_parameter(_, name) return state.get_parameter(name) end
function assert.add_spy(_, spy) state.add_spy(spy) end
function assert.snapshot() return state.snapshot() end
function assert.level(_, level) return setmetatable({level = level}, level_mt) end

function assert.get_level(_, level)
  if getmetatable(level) == level_mt then return level.level end
end

-- Replaces the arguments with their texts. If nofmt[i] is true, argument i is not replaced. fmtargs[i] is passed to the
-- formatter of argument i.
function assert.format(_, list)
  local keeps, options = list.nofmt or {}, list.fmtargs or {}
  for i = 1, list.n or #list do
    if not keeps[i] then list[i] = state.format_argument(list[i], nil, options[i]) or tostring(list[i]) end
  end
  return list
end

local mt = {}

function mt.__call(self, value, message, level, ...)
  if not value then failure.raise(message or "assertion failed!", (self:get_level(level) or 1) + 1) end
  tell(NO_WORDS)
  return value, message, level, ...
end

function mt.__index(_, name) return assert.state()[name] end

-- Raises a failure if the condition about the arguments of an assertion is false. `level` is the callback's level.
function assert.need(condition, level, key, ...)
  if not condition then failure.raise(say("assertion.internal." .. key, {...}), level + 2) end
end

host.late("test_registrations.lua")(assert, format_value)
return setmetatable(assert, mt)
