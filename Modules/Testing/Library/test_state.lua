-- The state of the assertions: formatters, parameters and spies. The state is a chain of snapshots. Reverting a
-- snapshot undoes all changes since the snapshot was created.

local getmetatable, setmetatable, error, next = getmetatable, setmetatable, error, next
local insert, remove = table.insert, table.remove

local state = {}
local snapshot_mt = {__call = function(self) self:revert() end}

-- Represents nil in the table of parameters.
local NIL <const> = {}

local current

function state.revert(self)
  self = self or current
  if self == current and not self.previous then return end
  if getmetatable(self) ~= snapshot_mt then error("Value provided is not a valid snapshot", 2) end
  if self.next then self.next:revert() end
  self.formatters, self.parameters = {}, {}
  for spy in next, self.spies do
    self.spies[spy] = nil
    spy:revert()
  end
  setmetatable(self, nil)
  current = self.previous
  current.next = nil
end

function state.snapshot()
  local new = setmetatable({
    formatters = {}, parameters = {}, spies = setmetatable({}, {__mode = "k"}), previous = current,
    revert = state.revert,
  }, snapshot_mt)
  if current then current.next = new end
  current = new
  return new
end

function state.add_formatter(formatter) insert(current.formatters, 1, formatter) end

function state.remove_formatter(formatter, snapshot)
  snapshot = snapshot or current
  while snapshot do
    for i, other in next, snapshot.formatters do
      if other == formatter then
        remove(snapshot.formatters, i)
        return
      end
    end
    snapshot = snapshot.previous
  end
end

-- Returns the text of a value from the first formatter that accepts the value, or nil.
function state.format_argument(value, snapshot, arguments)
  snapshot = snapshot or current
  while snapshot do
    local formatters = snapshot.formatters
    for i = 1, #formatters do
      local text = formatters[i](value, arguments)
      if text ~= nil then return text end
    end
    snapshot = snapshot.previous
  end
end

function state.set_parameter(name, value)
  if value == nil then value = NIL end
  current.parameters[name] = value
end

function state.get_parameter(name, snapshot)
  snapshot = snapshot or current
  while snapshot do
    local value = snapshot.parameters[name]
    if value == NIL then return nil end
    if value ~= nil then return value end
    snapshot = snapshot.previous
  end
end

function state.add_spy(spy) current.spies[spy] = true end

state.snapshot()
return state
