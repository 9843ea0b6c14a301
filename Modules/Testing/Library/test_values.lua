-- Assertions about values: equality, truth, types, near, unique, holes and the number of values.

local _, host = ...
local compare, arguments = host.late("test_compare.lua"), host.late("test_arguments.lua")
local text_difference, failure = host.late("test_text_difference.lua"), host.late("test_failure.lua")
local type, pairs, tostring, tonumber, rawget = type, pairs, tostring, tonumber, rawget
local insert, remove, mathtype = arguments.insert, arguments.remove, math.type

-- Moves the actual value before the expected value, because the messages show them in this order.
local function swap(list) insert(list, 1, remove(list, 2)) end

local function own_message(state, message)
  if message ~= nil then state.failure_message = message end
end

-- Sets the description of the first difference, which the message contains.
local function describe_difference(list, actual, expected, path, format_value)
  if type(actual) == "string" and type(expected) == "string" then
    list.detail = text_difference(actual, expected)
  elseif path then
    local one, other = compare.at(actual, path), compare.at(expected, path)
    list.detail = "First difference at " .. compare.path_text(path) .. ":\npassed in: " .. format_value(one)
      .. "\nexpected:  " .. format_value(other)
    if type(one) == "string" and type(other) == "string" then
      local difference = text_difference(one, other)
      if difference then list.detail = list.detail .. "\n" .. difference end
    end
  end
end

local TYPES <const> = {"boolean", "number", "string", "table", "nil", "userdata", "function", "thread"}

return function(assert, format_value)
  local need = assert.need

  local function add(name, callback, messages)
    messages = "assertion." .. (messages or name)
    assert:register("assertion", name, callback, messages .. ".positive", messages .. ".negative")
  end

  local function equals(state, list, level)
    need(list.n > 1, level, "argtolittle", "equals", 2, list.n)
    local expected, actual = list[1], list[2]
    local holds = expected == actual
    if not holds then describe_difference(list, actual, expected) end
    swap(list)
    own_message(state, list[3])
    return holds
  end

  local function same(state, list, level)
    need(list.n > 1, level, "argtolittle", "same", 2, list.n)
    local expected, actual = list[1], list[2]
    local holds, path = expected == actual, nil
    if type(expected) == "table" and type(actual) == "table" then
      holds, path = compare.deep(expected, actual, true)
      list.fmtargs = {{crumbs = path}, {crumbs = path}}
    end
    if not holds then describe_difference(list, actual, expected, path, format_value) end
    swap(list)
    own_message(state, list[3])
    return holds
  end

  add("equals", equals)
  add("equal", equals, "equals")
  add("same", same)

  for name, wanted in pairs{["true"] = true, ["false"] = false} do
    add(name, function(state, list)
      insert(list, 2, wanted)
      own_message(state, list[3])
      return list[1] == wanted
    end, "same")
  end

  for _, name in ipairs(TYPES) do
    add(name, function(state, list)
      insert(list, 2, "type " .. name)
      list.nofmt = {[2] = true}
      own_message(state, list[3])
      return list.n > 1 and type(list[1]) == name
    end, "same")
  end

  add("truthy", function(state, list, level)
    need(list.n > 0, level, "argtolittle", "truthy", 1, list.n)
    own_message(state, list[2])
    return list[1] ~= nil and list[1] ~= false
  end)

  add("falsy", function(state, list, level)
    need(list.n > 0, level, "argtolittle", "falsy", 1, list.n)
    own_message(state, list[2])
    return list[1] == nil or list[1] == false
  end)

  add("near", function(state, list, level)
    need(list.n > 2, level, "argtolittle", "near", 3, list.n)
    local numbers = {}
    for i = 1, 3 do
      numbers[i] = tonumber(list[i])
      need(numbers[i], level, "badargtype", i, "near", "number or object convertible to a number",
        format_value(list[i]))
    end
    local expected, actual, tolerance = numbers[1], numbers[2], numbers[3]
    swap(list)
    list[3], list.nofmt = tolerance, {[3] = true}
    own_message(state, list[4])
    return actual >= expected - tolerance and actual <= expected + tolerance
  end)

  add("unique", function(state, list)
    local is_deep, message = list[3], list[2]
    if type(list[2]) == "boolean" or list[2] == nil and list.n > 2 then is_deep, message = list[2], list[3] end
    own_message(state, message)
    return compare.is_unique(list[1], is_deep == true)
  end)

  add("returned_arguments", function(_, list)
    local wanted, got = list[1], list.n - 1
    list[1], list[2] = tostring(wanted), tostring(got)
    list.nofmt, list.n = {true, true}, 2
    return wanted == got
  end)

  add("holes", function(state, list, level)
    local array, length = rawget(state, "array_of_state"), list[1]
    if array == nil then
      failure.raise("No array set, please use the array modifier to set the array to validate", level + 1)
    end
    if length == nil then
      length = 0
      for key in pairs(array) do
        if mathtype(key) == "integer" and key > length then length = key end
      end
    elseif type(length) ~= "number" then
      failure.raise("expected array length to be of type 'number', got: " .. tostring(length), level + 1)
    end
    local hole
    for i = length, 1, -1 do
      if array[i] == nil then hole = i end
    end
    list[1], list.n = hole, hole and 1 or 0
    return hole ~= nil, {hole}
  end, "array_holes")
end
