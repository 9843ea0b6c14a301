-- Decides which tests run: by names, tags, lines and ids.

local find, gmatch, pairs, ipairs, len = string.find, string.gmatch, pairs, ipairs, utf8.len

local ENCODING <const> = {escape_invalid = true}

local selection = {}

local function set_of(list)
  if not list then return nil end
  local set = {}
  for _, value in ipairs(list) do set[value] = true end
  return set
end

local function matches_any(text, patterns, prefix)
  for _, pattern in ipairs(patterns or {}) do
    if find(text, (prefix or "") .. pattern) then return true end
  end
  return false
end

-- Returns the tags in a name: the words that begin with '#'.
function selection.tags_of(name)
  local tags = {}
  for tag in gmatch(name, "#([%w_%-%.]+)") do tags[#tags + 1] = tag end
  return tags
end

-- Returns a name as it is in events, which are JSON and contain only UTF-8.
local function sent(name)
  if len(name) then return name end
  local json = require "moonwire.json"
  return json.decode(json.encode(name, ENCODING))
end

-- Returns the functions that choose tests according to the options of the run.
function selection.new(options)
  local ids, names = set_of(options.ids), set_of(options.names)
  local counts = {}
  local chosen = {}

  -- Returns false if the options exclude a child of a block. Also sets the id of a test: its full name, with a number
  -- if the name has occurred before.
  function chosen.accepts(element)
    local name = element.full_name
    if element.kind ~= "describe" then
      local id = sent(name)
      local count = (counts[id] or 0) + 1
      counts[id] = count
      element.id = count == 1 and id or id .. " (" .. count .. ")"
    end
    if matches_any(element.title, options.exclude_tags, "#") then return false end
    if matches_any(name, options.filter_out) then return false end
    if element.kind == "describe" then return true end
    if options.filter and #options.filter > 0 and not matches_any(name, options.filter) then return false end
    if options.tags and #options.tags > 0 and not matches_any(name, options.tags, "#") then return false end
    return (not ids or ids[element.id] ~= nil) and (not names or names[sent(name)] ~= nil)
  end

  -- Chooses children of a block by lines, after the body of the block has run. A line chooses the test that contains
  -- the line. If no test contains the line, it chooses all children of the innermost block that contains the line.
  function chosen.by_lines(block)
    if not options.lines or block.is_chosen then
      for _, child in ipairs(block.children or {}) do child.is_chosen = true end
      return
    end
    for _, line in pairs(block.kind == "file" and options.lines or block.lines or {}) do
      local is_inside = false
      for _, child in ipairs(block.children or {}) do
        if child.first_line and child.first_line <= line and line <= child.last_line then
          is_inside = true
          child.lines = child.lines or {}
          child.lines[#child.lines + 1] = line
        end
      end
      if not is_inside and block.kind ~= "file" then block.is_chosen = true end
    end
    for _, child in ipairs(block.children or {}) do
      if block.is_chosen or child.lines and child.kind ~= "describe" then child.is_chosen = true end
    end
  end

  -- Returns true if a child of a block must run.
  function chosen.runs(element) return element.is_chosen or element.lines ~= nil end

  return chosen
end

return selection
