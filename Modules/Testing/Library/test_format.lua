-- Formats values for the messages of assertions. Formatters that a suite adds take precedence.

local _, host = ...
local state, arguments = host.late("test_state.lua"), host.late("test_arguments.lua")
local type, next, tostring, rawlen, mathtype = type, next, tostring, rawlen, math.type
local floor, huge, getinfo, getmetatable = math.floor, math.huge, debug.getinfo, debug.getmetatable
local format, find, gsub, rep, gmatch = string.format, string.find, string.gsub, string.rep, string.gmatch
local sort, concat = table.sort, table.concat

local COLORS <const> = {
  black = 30, red = 31, green = 32, yellow = 33, blue = 34, magenta = 35, cyan = 36, white = 37,
  bright = 1, dim = 2, underline = 4, blink = 5, reverse = 7,
}

local function colored(text, color)
  if not color then return text end
  for name in gmatch(color, "[^.]+") do
    if COLORS[name] then text = format("\27[%dm%s\27[0m", COLORS[name], text) end
  end
  return text
end

local function number_text(value)
  if value ~= value then return "NaN" end
  if value == huge or value == -huge then return value > 0 and "Inf" or "-Inf" end
  local text = format("%.20g", value)
  if mathtype(value) == "float" and not find(text, "[%.,]") then text = gsub(text, "%d+", "%0.0", 1) end
  return text
end

local function short(value)
  if type(value) == "number" then return number_text(value) end
  if type(value) == "string" then return "'" .. value .. "'" end
  return tostring(value)
end

local ORDER <const> = {
  number = 1, boolean = 2, string = 3, table = 4, ["function"] = 5, userdata = 6, thread = 7,
}

local function sorted_keys(t)
  local keys, length = {}, rawlen(t)
  for key in next, t do keys[#keys + 1] = key end
  local function rank(key)
    if type(key) == "number" and key >= 1 and key <= length and floor(key) == key then return 0 end
    return ORDER[type(key)] or 8
  end
  sort(keys, function(one, other)
    local first, second = rank(one), rank(other)
    if first ~= second then return first < second end
    if type(one) == "number" or type(one) == "string" then return one < other end
    if type(one) == "boolean" then return one and not other end
    return tostring(one) < tostring(other)
  end)
  return keys
end

local function table_text(value, options)
  local crumbs = options and options.crumbs or {}
  local most = state.get_parameter("TableFormatLevel")
  local shows_recursion = state.get_parameter("TableFormatShowRecursion")
  local mark = state.get_parameter("TableErrorHighlightCharacter") or ""
  local color = state.get_parameter("TableErrorHighlightColor")
  local open = {}

  local function body(t, level, is_on_path)
    if shows_recursion and open[t] then return "{ ... recursive }" end
    if next(t) == nil then return "{ }" end
    if most >= 0 and level > most then return "{ ... more }" end
    local outer = open[t]
    open[t] = true
    local lines, crumb = {"{"}, crumbs[#crumbs - level + 1]
    for _, key in next, sorted_keys(t) do
      local element = t[key]
      local is_marked = is_on_path and key == crumb and crumb ~= nil
      local text = type(element) == "table" and body(element, level + 1, is_marked) or short(element)
      local sign = is_marked and mark or ""
      local name = type(key) == "string" and key or short(key)
      lines[#lines + 1] = rep(" ", level * 2 - #sign) .. (sign == "" and "" or colored(sign, color))
        .. "[" .. name .. "] = " .. text
    end
    open[t] = outer
    return concat(lines, "\n") .. " }"
  end

  local name = format("table: %p", value)
  local mt = getmetatable(value)
  if type(mt) == "table" and mt.__metatable ~= nil then name = "table" end
  return "(" .. name .. ") " .. body(value, 1, true)
end

local formatters = {
  string = function(value) return "(string) '" .. value .. "'" end,
  number = function(value) return "(number) " .. number_text(value) end,
  boolean = function(value) return "(boolean) " .. tostring(value) end,
  ["nil"] = function() return "(nil)" end,
  userdata = function(value) return "(userdata) '" .. tostring(value) .. "'" end,
  thread = function(value) return "(thread) '" .. tostring(value) .. "'" end,
  table = table_text,
  ["function"] = function(value)
    local info = getinfo(value, "S")
    return format("%s @ line %d in %s", tostring(value), info.linedefined, info.source)
  end,
}

state.add_formatter(function(value, options)
  local formatter = formatters[type(value)]
  return formatter and formatter(value, options)
end)

-- Formats values of moonwire's types with tostring, which names the socket or the address.
state.add_formatter(function(value)
  local mt = getmetatable(value)
  if type(value) == "userdata" and type(mt) == "table" and type(mt.__name) == "string" then
    return "(" .. mt.__name .. ") " .. tostring(value)
  end
end)

state.add_formatter(function(value)
  if not arguments.is_list(value) then return nil end
  local texts = {}
  for i = 1, value.n do texts[i] = state.format_argument(value[i]) or tostring(value[i]) end
  return "(values list) (" .. concat(texts, ", ") .. ")"
end)

state.set_parameter("TableFormatLevel", 3)
state.set_parameter("TableFormatShowRecursion", false)
state.set_parameter("TableErrorHighlightCharacter", "*")
state.set_parameter("TableErrorHighlightColor", "none")

-- Returns the text of one value.
return function(value) return state.format_argument(value) or tostring(value) end
