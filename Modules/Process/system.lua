local native, host = ...
local define, finish, check, error = host.define, host.exit, native.exit, error

local mt = {__name = "system"}
-- Whoever changes one of these tables changes a copy.
local arguments, environment = define(native.arguments), define(native.environment)
host.members(mt, {}, {
  arguments = function() return arguments() end,
  environment = function() return environment() end,
})
mt.__newindex = nil
mt.__missing = function(key) return host.own.member_of_installed("system", key) end

return setmetatable({
  getpid = define(native.getpid),
  getppid = define(native.getppid),
  exit = function(code, options)
    local force
    if type(options) == "table" then force = options.force end
    local err, status = check(code, options, force)
    if err then error(err, 0) end
    finish(status)
  end,
}, mt)
