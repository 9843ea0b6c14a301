local native, host = ...
local define, finish, check, error = host.define, host.exit, native.exit, error
local fail, type, next, tostring = host.fail, type, next, tostring

local mt = {__name = "system"}
-- Each read of arguments or environment returns a new table, which a script may change.
local arguments, environment = define(native.arguments), define(native.environment)
local standard_stream, streams = define(native.standard_stream), {}
local function standard(number)
  streams[number] = streams[number] or standard_stream(number)
  return streams[number]
end
host.members(mt, {}, {
  in_ = function() return standard(0) end,
  out = function() return standard(1) end,
  err = function() return standard(2) end,
  arguments = function() return arguments() end,
  environment = function() return environment() end,
})
mt.__newindex = nil
mt.__missing = function(key) return host.own.member_of_installed("system", key) end

return setmetatable({
  getpid = define(native.getpid),
  getppid = define(native.getppid),
  listen_fds = define(native.listen_fds),
  notify = define(native.notify),
  exit = function(code, options)
    local force
    if type(options) == "table" then
      for name in next, options do
        if name ~= "force" then
          fail("generic", native.EINVAL, "exit", 2, "there is no option '" .. tostring(name) .. "'"
            .. host.hint(name, {force = true}))
        end
      end
      force = options.force
    end
    local err, status = check(code, options, force)
    if err then error(err, 0) end
    finish(status)
  end,
}, mt)
