-- The names of assertions, matchers and modifiers. "is_not_nil" and "is.Not.Nil" are split into the words "is", "not"
-- and "nil".

local pairs, error, rawequal, concat, gmatch, lower = pairs, error, rawequal, table.concat, string.gmatch, string.lower

-- Maps a kind and then a name to {callback, name, positive_message, negative_message}. Suites may add kinds.
local registered = {assertion = {}, matcher = {}, modifier = {}}

local names = {registered = registered}

-- Caches the results of names.read by kind and words. A registration clears the cache.
local known = {}

function names.register(kind, name, callback, positive, negative)
  name, known = lower(name), {}
  registered[kind] = registered[kind] or {}
  registered[kind][name] = {
    callback = callback, name = name, positive_message = positive, negative_message = negative,
  }
end

function names.unregister(kind, name)
  known = {}
  if registered[kind] then registered[kind][lower(name)] = nil end
end

local words_of = {}

-- Appends the words of a name to a list.
function names.add_words(words, name)
  local list = words_of[name]
  if not list then
    list = {}
    for word in gmatch(lower(name), "[^_]+") do list[#list + 1] = word end
    words_of[name] = list
  end
  for i = 1, #list do words[#words + 1] = list[i] end
end

-- Finds the names in the words, from the last word backwards. Prefers the longest name of this kind. Returns the names,
-- and the words that are not a name, or nil.
local function find(kind, words)
  local found, name = {}, nil
  local i = #words
  while i > 0 do
    name = name and words[i] .. "_" .. name or words[i]
    while i > 1 and registered[kind][words[i - 1] .. "_" .. name] do
      i = i - 1
      name = words[i] .. "_" .. name
    end
    if registered[kind][name] or registered.modifier[name] then
      found[#found + 1], name = name, nil
    end
    i = i - 1
  end
  return found, name
end

-- Returns the meaning of the words: {target = the entry of the assertion or matcher, or nil, modifiers = the entries of
-- the modifiers, in the order of the words}.
function names.read(kind, words, level)
  local key = kind .. " " .. concat(words, "_")
  local meaning = known[key]
  if meaning then return meaning end
  local found, unknown = find(kind, words)
  if unknown then error("luassert: unknown modifier/" .. kind .. ": '" .. unknown .. "'", level + 1) end
  meaning = {modifiers = {}}
  for i = #found, 1, -1 do
    local name = found[i]
    meaning.target = registered[kind][name] or meaning.target
    meaning.modifiers[#meaning.modifiers + 1] = registered.modifier[name]
  end
  known[key] = meaning
  return meaning
end

return names
