-- Assertions about errors and patterns: has_error, error_matches and matches.

local _, host = ...
local compare, arguments, failure = host.late("test_compare.lua"), host.late("test_arguments.lua"),
  host.late("test_failure.lua")
local type, tostring, tonumber, pcall, getmetatable = type, tostring, tonumber, pcall, debug.getmetatable
local gsub, find, match, pack = string.gsub, string.find, string.match, table.pack

local function is_callable(value)
  local mt = getmetatable(value)
  return type(value) == "function" or type(mt) == "table" and type(mt.__call) == "function"
end

-- Removes the script's message from the arguments: the first argument, from the third on, that is neither a number nor
-- a boolean.
local function take_message(list)
  for i = 3, list.n do
    local value = list[i]
    if value and type(value) ~= "boolean" and not tonumber(value) then return arguments.remove(list, i), i end
  end
end

-- Searches the text for the pattern. Returns true and the captures, or false.
local function search(text, pattern, init, plain)
  if plain then
    if find(text, pattern, init, true) then return true, {pattern, n = 1} end
    return false, {n = 0}
  end
  local found = pack(match(text, pattern, init))
  return found[1] ~= nil, found
end

-- Calls the function like pcall. Returns an error without the place at its start.
local function caught(f)
  local ok, e = pcall(f)
  if type(e) == "string" then e = gsub(e, "^[^\n]-:%d+: ", "", 1) end
  return ok, e
end

local function show(list, ok, e, expected, is_formatted)
  list.n = 2
  if ok then e = "(no error)" end
  list[1], list[2] = e, expected
  list.nofmt = {ok, not is_formatted}
end

return function(assert, format_value)
  local need = assert.need

  local function add(names, messages, callback)
    for _, name in ipairs(names) do
      assert:register("assertion", name, callback, "assertion." .. messages .. ".positive",
        "assertion." .. messages .. ".negative")
    end
  end

  local function check_init(list, position, level)
    need(list[3] == nil or tonumber(list[3]), level + 1, "badargtype", position == 3 and 4 or 3, "matches", "number",
      type(list[3]))
  end

  add({"matches", "match"}, "matches", function(state, list, level)
    need(list.n > 1, level, "argtolittle", "matches", 2, list.n)
    local pattern, actual = list[1], list[2]
    local message, position = take_message(list)
    need(type(pattern) == "string", level, "badargtype", 1, "matches", "string", type(pattern))
    need(failure.has_text(actual) or type(actual) == "number", level, "badargtype", 2, "matches",
      "string or object convertible to a string", format_value(actual))
    check_init(list, position, level)
    arguments.insert(list, 1, arguments.remove(list, 2))
    if message ~= nil then state.failure_message = message end
    return search(tostring(actual), pattern, tonumber(list[3]), list[4])
  end)

  add({"error", "errors"}, "error", function(state, list, level)
    local f, expected, message = list[1], list[2], list[3]
    need(is_callable(f), level, "badargtype", 1, "error", "function or callable object", type(f))
    local results = arguments.shallow(list)
    local ok, e = caught(f)
    show(list, ok, e, expected == nil and "(error)" or expected, expected ~= nil)
    if message ~= nil then state.failure_message = message end
    results[1] = e
    if ok or expected == nil then return not ok, results end
    if type(expected) == "string" and failure.has_text(e) then
      results[1] = tostring(e)
      return expected == results[1], results
    elseif type(expected) == "number" and type(e) == "string" then
      return tostring(expected) == tostring(tonumber(e)), results
    end
    local holds, path = compare.deep(expected, e, true)
    if path and #path > 0 then list.detail = "First difference at " .. compare.path_text(path) end
    return holds, results
  end)

  add({"error_matches", "error_match", "matches_error", "match_error"}, "error", function(state, list, level)
    need(list.n > 1, level, "argtolittle", "error_matches", 2, list.n)
    local f, pattern = list[1], list[2]
    need(is_callable(f), level, "badargtype", 1, "error_matches", "function or callable object", type(f))
    need(pattern == nil or type(pattern) == "string", level, "badargtype", 2, "error", "string", type(pattern))
    local results = arguments.shallow(list)
    local message, position = take_message(list)
    check_init(list, position, level)
    local init, plain = tonumber(list[3]), list[4]
    local ok, e = caught(f)
    show(list, ok, e, pattern, true)
    if message ~= nil then state.failure_message = message end
    results[1] = e
    if ok then return false, results end
    if e == nil and pattern == nil then return true, {n = 0} end
    if pattern == nil or not (failure.has_text(e) or type(e) == "number" or type(e) == "boolean") then
      return false, results
    end
    results[1] = tostring(e)
    local holds, found = search(results[1], pattern, init, plain)
    return holds, holds and found or results
  end)
end
