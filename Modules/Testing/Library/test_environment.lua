-- The globals of a spec file. A global that a block sets belongs to the block. Only this block and the blocks inside it
-- see the global. A global that a hook sets belongs to the hook's block.

local type, next, rawget, rawset, setmetatable, getmetatable = type, next, rawget, rawset, setmetatable,
  debug.getmetatable
local setdebug, remove, globals, loaded = debug.setmetatable, table.remove, _G, package.loaded
local getupvalue, upvaluejoin = debug.getupvalue, debug.upvaluejoin

local environment = {}

-- The element whose code is running: {kind, parent, env = the globals of the element, passes_on = the number of levels
-- by which the element passes its globals up, or nil if the element keeps its globals}.
local current = {kind = "root", env = {}}
local stack, states = {}, {}
environment.root = current

function environment.current() return current end

-- Returns the table of globals in which this element sets its globals.
local function owner_of(element)
  while element and element.passes_on do
    for _ = 1, element.passes_on do element = element and element.parent end
  end
  if not element then return globals end
  element.env = element.env or {}
  return element.env
end

local function find(_, key)
  local element = current
  while element do
    local env = element.env
    if env then
      local value = env[key]
      if value ~= nil then return value end
    end
    element = element.parent
  end
  return globals[key]
end

environment.globals = setmetatable({}, {
  __index = find,
  __newindex = function(_, key, value) owner_of(current)[key] = value end,
})

-- Saves everything that an insulated block may change: the real globals, and the loaded modules.
local function save()
  local state = {mt = getmetatable(globals), globals = {}, loaded = {}}
  for key in next, globals do state.globals[key] = rawget(globals, key) end
  for key, value in next, loaded do state.loaded[key] = value end
  return state
end

local function restore_table(t, values)
  for key in next, t do rawset(t, key, values[key]) end
  for key, value in next, values do
    if rawget(t, key) == nil then rawset(t, key, value) end
  end
end

local function restore(state)
  setdebug(globals, state.mt)
  restore_table(globals, state.globals)
  for key in next, loaded do loaded[key] = state.loaded[key] end
end

-- Makes an element the current element until leave() is called.
function environment.enter(element)
  stack[#stack + 1] = current
  states[#states + 1] = element.is_insulated and save() or false
  current = element
end

-- Makes the previous element the current element again. The changes of an exposed block remain after the end of the
-- insulated block around it.
function environment.leave()
  local element, state = current, remove(states)
  current = remove(stack)
  if element.is_exposed and states[#states] then states[#states] = save() end
  if state then restore(state) end
end

function environment.depth() return #stack end

-- Leaves elements until the depth is reached. This is necessary after a deadline, because the interrupted fiber may not
-- have left its elements.
function environment.restore(depth)
  while #stack > depth do environment.leave() end
end

-- Sets globals that every spec file sees.
function environment.export(values)
  for name, value in next, values do environment.root.env[name] = value end
end

-- Sets the globals of a function, or of the __call function of another value.
function environment.set_env(f, env)
  local mt = type(f) ~= "function" and getmetatable(f)
  f = mt and mt.__call or f
  local i = 1
  while true do
    local name = getupvalue(f, i)
    if not name then return end
    if name == "_ENV" then
      upvaluejoin(f, i, function() return env end, 1)
      return
    end
    i = i + 1
  end
end

return environment
