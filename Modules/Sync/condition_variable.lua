local native, host = ...
local define, yield, TOKEN = host.define, host.yield, host.TOKEN
local wait, relock, error, pass_end = native.wait, native.relock, error, host.pass_end

host.members(native.condition_variable, {
  wait = function(self, m)
    local err = wait(self, m)
    if err ~= true then
      pass_end(err)
      error(err, 0)
    end
    local interruption = yield(TOKEN)
    err = relock(m)
    if err == true then err = yield(TOKEN) end
    err = err or interruption
    if err then
      pass_end(err)
      error(err, 0)
    end
  end,
  notify_one = define(native.notify_one),
  notify_all = define(native.notify_all),
}, {})

return {new = define(native.new)}
