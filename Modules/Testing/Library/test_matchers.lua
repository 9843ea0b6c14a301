-- Registers the matchers, and the formatter for matchers.

local _, host = ...
local compare, arguments, match = host.late("test_compare.lua"), host.late("test_arguments.lua"),
  host.late("test_match.lua")
local state, failure = host.late("test_state.lua"), host.late("test_failure.lua")
local type, tostring, tonumber, find, concat = type, tostring, tonumber, string.find, table.concat

local TYPES <const> = {"boolean", "number", "string", "table", "nil", "userdata", "function", "thread"}

-- The matchers that combine a list of matchers. Each entry is {the result of an inner matcher that ends the search, the
-- result of the combination in this case}.
local LISTS <const> = {all_of = {false, false}, any_of = {true, true}, none_of = {true, false}}

local function is_same(one, other)
  if type(one) == "table" and type(other) == "table" then return (compare.deep(one, other, true)) end
  return one == other
end

return function(assert, format_value)
  local need = assert.need

  local function add(names, least, make)
    for _, name in ipairs(names) do
      assert:register("matcher", name, function(_, list, level)
        need(list.n >= least, level, "argtolittle", name, least, list.n)
        return make(list, level + 1)
      end)
    end
  end

  local function test(name, f) add({name}, 0, function() return f end) end

  test("true", function(value) return value == true end)
  test("false", function(value) return value == false end)
  test("truthy", function(value) return value ~= nil and value ~= false end)
  test("falsy", function(value) return value == nil or value == false end)
  for _, name in ipairs(TYPES) do test(name, function(value) return type(value) == name end) end

  add({"equals", "equal"}, 1, function(list) return function(value) return value == list[1] end end)
  add({"same"}, 1, function(list) return function(value) return is_same(value, list[1]) end end)
  add({"unique"}, 0, function(list) return function(value) return compare.is_unique(value, list[1] == true) end end)

  add({"ref"}, 1, function(list, level)
    local kind = type(list[1])
    need(kind == "table" or kind == "function" or kind == "thread" or kind == "userdata", level, "badargtype", 1, "ref",
      "object", kind)
    return function(value) return value == list[1] end
  end)

  add({"near"}, 2, function(list, level)
    for i = 1, 2 do
      need(tonumber(list[i]), level, "badargtype", i, "near", "number or object convertible to a number",
        format_value(list[i]))
    end
    local expected, tolerance = tonumber(list[1]), tonumber(list[2])
    return function(value)
      local actual = tonumber(value)
      return actual ~= nil and actual >= expected - tolerance and actual <= expected + tolerance
    end
  end)

  add({"matches", "match"}, 1, function(list, level)
    need(type(list[1]) == "string", level, "badargtype", 1, "matches", "string", type(list[1]))
    need(list[2] == nil or tonumber(list[2]), level, "badargtype", 2, "matches", "number", type(list[2]))
    return function(value)
      if not failure.has_text(value) and type(value) ~= "number" then return false end
      return find(tostring(value), list[1], list[2], list[3]) ~= nil
    end
  end)

  for name, rule in pairs(LISTS) do
    add({name}, 1, function(list, level)
      for i = 1, list.n do
        need(match.is_matcher(list[i]), level, "badargtype", i, name, "matcher", type(list[i]))
      end
      return function(value)
        for i = 1, list.n do
          if list[i](value) == rule[1] then return rule[2] end
        end
        return not rule[2]
      end
    end)
  end

  state.add_formatter(function(value)
    if not match.is_matcher(value) then return nil end
    local texts = {}
    for i = 1, value.arguments.n do texts[i] = format_value(value.arguments[i]) end
    return "(matcher) " .. (value.mod and "is." or "no.") .. value.name .. "(" .. concat(texts, ", ") .. ")"
  end)
end
