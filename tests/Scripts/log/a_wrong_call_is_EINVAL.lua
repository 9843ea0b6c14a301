local log, generic_error = require "log", require "generic_error"
local function fails(f, ...)
  local ok, e = pcall(f, ...)
  print(ok, e == generic_error.EINVAL, e.operation, e.arg, e.detail)
end
fails(log.warn)
fails(log.error, 42)
fails(log.warn, nil, "x")
fails(log.warn, {})
fails(log.is_enabled)
fails(log.is_enabled, "loud")
fails(log.is_enabled, 3)
