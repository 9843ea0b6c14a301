local native, host = ...
local define, yield, TOKEN, mt = host.define, host.yield, host.TOKEN, native.fiber
local join, error, fail, pass_end = native.join, error, host.fail, host.pass_end
local setmetatable, tostring, format = setmetatable, tostring, string.format

local function joined(ok, ...)
  if ok then return ... end
  pass_end((...))
  error((...), 0)
end

local function outcome(err, ...)
  if err then
    pass_end(err)
    error(err, 0)
  end
  return joined(...)
end

local function wait(err, ...)
  if err == true then return outcome(yield(TOKEN)) end
  return outcome(err, ...)
end

host.members(mt, {
  join = function(self) return wait(join(self)) end,
  detach = define(native.detach),
  interrupt = define(native.interrupt),
  set_daemon = define(native.set_daemon),
}, {
  joinable = define(native.joinable),
  is_daemon = define(native.is_daemon),
  interruption_caught = define(native.interruption_caught),
  id = define(native.id),
  name = define(native.name),
})

spawn = define(native.spawn)
host.spawn = spawn

-- The tables of this_fiber.local_ by the fiber's Lua thread, so that a table is collected with its fiber.
local locals = setmetatable({}, {__mode = "k"})
local current, set_name = define(native.current), define(native.set_name)

local properties = {
  is_main = define(native.is_main),
  id = define(native.current_id),
  name = define(native.current_name),
}

function properties.local_()
  local thread = current()
  local found = locals[thread]
  if not found then
    found = {}
    locals[thread] = found
  end
  return found
end

local function unknown(key, operation, code, detail)
  fail("generic", code, operation, 2, format(detail, tostring(key)))
end

local functions = {
  yield = define(native.yield),
  forbid_suspend = define(native.forbid_suspend),
  allow_suspend = define(native.allow_suspend),
  disable_interruption = define(native.disable_interruption),
  restore_interruption = define(native.restore_interruption),
}

local this_mt
this_mt = {
  __name = "this_fiber",
  __index = function(_, key)
    local property = properties[key]
    if property then return property() end
    unknown(key, "index", native.EINVAL, "this_fiber has no member '%s'" .. host.hint(key, this_mt.__members))
  end,
  __newindex = function(_, key, value)
    if key == "name" then return set_name(value) end
    unknown(key, "assignment", native.EPERM, "'%s' of this_fiber cannot be assigned")
  end,
}
host.declare(this_mt, functions, properties)
this_fiber = setmetatable(functions, this_mt)
