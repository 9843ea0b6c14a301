-- The functions with which spec files describe their tests. Each call adds an element to the running block.

local _, host = ...
local environment, place = host.late("test_environment.lua"), host.late("test_place.lua")
local failure = host.late("test_failure.lua")
local error, type, tostring, tonumber, select, next = error, type, tostring, tonumber, select, next
local getinfo, getmetatable, huge = debug.getinfo, debug.getmetatable, math.huge

local blocks = {}

-- Maps the name of a function to the kind of its element. test_environment.lua describes passes_on.
local KINDS <const> = {
  describe = {kind = "describe"}, context = {kind = "describe"},
  insulate = {kind = "describe", is_insulated = true}, expose = {kind = "describe", is_exposed = true, passes_on = 2},
  it = {kind = "it"}, spec = {kind = "it"}, test = {kind = "it"}, pending = {kind = "pending"},
  before_each = {kind = "before_each"}, after_each = {kind = "after_each"},
  setup = {kind = "setup"}, strict_setup = {kind = "setup"},
  teardown = {kind = "teardown"}, strict_teardown = {kind = "teardown"},
  lazy_setup = {kind = "lazy_setup"}, lazy_teardown = {kind = "lazy_teardown"},
}

-- The kinds of elements that are children of a block. All other elements are hooks.
local CHILDREN <const> = {describe = true, it = true, pending = true}

local function is_callable(value)
  local mt = getmetatable(value)
  return type(value) == "function" or type(mt) == "table" and mt.__call ~= nil
end

local function full_name(parent, title)
  if not parent.full_name then return title end
  return parent.full_name .. " " .. title
end

-- Appends the element to its parent. on_add(element) may refuse a child.
local function add(element, parent)
  if CHILDREN[element.kind] then
    element.full_name = full_name(parent, element.title)
    if not blocks.on_add(element) then return end
    parent.children = parent.children or {}
    parent.children[#parent.children + 1] = element
  else
    parent.hooks = parent.hooks or {}
    local list = parent.hooks[element.kind] or {}
    parent.hooks[element.kind] = list
    list[#list + 1] = element
  end
end

-- Decides about each new child of a block. Returns false if the child must not run.
function blocks.on_add() return true end

-- Sets the lines of an element: the line of the call, and the range of lines that contains the call and the function.
local function locate(element, f, line)
  element.line = line
  element.first_line, element.last_line = line, line
  local info = type(f) == "function" and getinfo(f, "S")
  if info and info.what ~= "C" then
    if info.linedefined < (line or 0) then element.first_line = info.linedefined end
    if info.lastlinedefined > (line or 0) then element.last_line = info.lastlinedefined end
  end
end

-- For each option: a function that checks the value, and the expected value for messages.
local OPTIONS <const> = {
  timeout = {
    function(value) return value == false or type(value) == "number" and value > 0 and value < huge end,
    "a positive number of seconds or false",
  },
  leaks = {function(value) return type(value) == "boolean" end, "a boolean"},
  reason = {function(value) return type(value) == "string" end, "a string"},
}

-- Raises an error for a wrong title or option, because a misspelt option would check nothing. Level 1 is the caller.
local function check(name, title, options, level)
  level = level + 1
  local kind = type(title)
  if kind ~= "string" and kind ~= "number" then
    error("bad argument #1 to '" .. name .. "' (string expected, got " .. kind .. ")", level)
  end
  if options == nil then return end
  if type(options) ~= "table" then
    error("bad argument #2 to '" .. name .. "' (table expected, got " .. type(options) .. ")", level)
  end
  for key, value in next, options do
    local option = OPTIONS[key]
    if not option then
      error("bad argument #2 to '" .. name .. "' (there is no option '" .. tostring(key) .. "')", level)
    end
    if not option[1](value) then
      error("bad argument #2 to '" .. name .. "' (" .. key .. ": " .. option[2] .. " expected)", level)
    end
  end
end

local function new_element(name, title, options, f)
  local parent, traits = environment.current(), KINDS[name]
  local at, line = place.of(1)
  local element = {
    kind = traits.kind, title = tostring(title), parent = parent, options = options, run = f, place = at,
    is_insulated = traits.is_insulated, is_exposed = traits.is_exposed, passes_on = traits.passes_on,
  }
  if not CHILDREN[traits.kind] then element.passes_on = 1 end
  locate(element, f, line)
  add(element, parent)
end

local function nothing() end

-- Returns true for a test or a hook, because only a block can contain tests.
local function is_closed(element)
  return element.kind ~= "describe" and element.kind ~= "file" and element.kind ~= "root"
end

for name, traits in next, KINDS do
  blocks[name] = function(title, options, f)
    if is_closed(environment.current()) then
      local test = environment.current()
      if name == "pending" and test.kind == "it" and not test.is_ending then return failure.pending(title) end
      error("'" .. name .. "' not supported inside current context block", 2)
    end
    if f == nil and (type(options) ~= "table" or is_callable(options)) then f, options = options, nil end
    if f == nil and type(title) == "function" then title, f = name, title end
    if f == nil and traits.kind == "pending" then f = nothing end
    if f ~= nil then
      if not is_callable(f) then
        error("bad argument to '" .. name .. "' (function expected, got " .. type(f) .. ")", 2)
      end
      check(name, title, options, 2)
      return new_element(name, title, options, f)
    end
    if not CHILDREN[traits.kind] then
      error("bad argument to '" .. name .. "' (function expected, got " .. type(title) .. ")", 2)
    end
    check(name, title, options, 2)
    return function(later)
      if not is_callable(later) then
        error("bad argument to '" .. name .. "' (function expected, got " .. type(later) .. ")", 2)
      end
      return new_element(name, title, options, later)
    end
  end
end

-- Makes the children of the current block run in a random order, which the seed determines: randomize(),
-- randomize(seed), or randomize(true, seed). randomize(false) keeps their order.
function blocks.randomize(...)
  local block, first, second = environment.current(), ...
  if is_closed(block) then error("'randomize' not supported inside current context block", 2) end
  block.is_random = select("#", ...) == 0 or first ~= nil and first ~= false
  block.seed = block.is_random and (tonumber(first) or tonumber(second)) or nil
end

-- Calls f after the running test, even if the test has failed.
function blocks.finally(f)
  local test = environment.current()
  if test.kind ~= "it" then error("'finally' not supported inside current context block", 2) end
  test.finally = f
end

return blocks
