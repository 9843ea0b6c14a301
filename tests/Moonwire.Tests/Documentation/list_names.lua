-- Prints every name that moonwire adds to standard Lua, one on each line: the page, and after a tab the member that it
-- describes. A table is a page, and its fields are members; the metatable of a userdata with __members is a page too.
-- Names of errors and of numbers are rows of a table on their page, which tests/Scripts/errors checks. A table of them
-- is a member of its page, or a page alone if it is a module. Numbers may stand next to functions.

local standard = {}
for name in ([[
  _G _VERSION assert collectgarbage coroutine debug dofile error getmetatable io ipairs load loadfile math next os
  package pairs pcall print rawequal rawget rawlen rawset require select setmetatable string table tonumber tostring
  type utf8 warn xpcall arg _LOADED _PRELOAD _CLIBS FILE*
]]):gmatch("%S+") do standard[name] = true end

local lines, seen = {}, {}

local function add(page, member)
  local line = member and page .. "\t" .. member or page
  if not seen[line] then
    seen[line] = true
    lines[#lines + 1] = line
  end
end

-- Returns true if a table has only errors or only numbers, by name.
local function is_list(value)
  for _, member in pairs(value) do
    local metatable = debug.getmetatable(member)
    local is_error = type(member) == "table" and metatable and metatable.__name == "error"
    if not is_error and type(member) ~= "number" then return false end
  end
  return true
end

local walked = {}

local function walk(page, value)
  if type(value) ~= "table" then
    return add(page)
  end
  if walked[value] then return end
  walked[value] = true
  add(page)
  if is_list(value) then return end
  for name, member in pairs(value) do
    if type(name) == "string" and not name:find("^_") then
      if type(member) == "table" and not is_list(member) then
        walk(page .. "." .. name, member)
      elseif type(member) ~= "number" then
        add(page, name)
      end
    end
  end
end

-- A module is created when it is first required.
local own = {}
for name in next, package.preload do own[#own + 1] = name:match("^moonwire%..*") end
for _, name in ipairs(own) do require(name) end

-- The other name of a module, moonwire.NAME, has no page.
for name in next, package.preload do
  if not standard[name] and not name:find("^moonwire%.") then walk(name, require(name)) end
end
-- The page of a protocol describes its functions, and its own values. docs/reference/proto.md describes the values that
-- every protocol has.
local shared = {name = true, port = true, host = true, title = true, example = true, options = true}
for name in next, package.preload do
  local page = name:match("^moonwire%.(proto%..*)")
  if page then
    local own = {}
    for member, value in pairs(require(name)) do own[member] = not shared[member] and value or nil end
    walk(page, own)
  end
end
for name, module in next, package.loaded do
  if not standard[name] and not name:find("^moonwire%.") then walk(name, module) end
end
for name, value in next, _G do
  if not standard[name] then walk(name, value) end
end
for name, metatable in pairs(debug.getregistry()) do
  if type(name) == "string" and type(metatable) == "table" and rawget(metatable, "__members") then
    add(name)
    for member in next, metatable.__members do add(name, member) end
  end
end

table.sort(lines)
for _, line in ipairs(lines) do print(line) end
