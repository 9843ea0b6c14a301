---@meta log

---The script's own log, on standard error or in a file. A message template has a named placeholder, `{Name}`, for each
---value.
local log = {}

---Logs at level debug.
---@param template string such as `"from {Peer}: {Bytes} bytes"`
---@param ... any the values of the placeholders, in their order
function log.debug(template, ...) end

---Logs at level info.
---@param template string such as `"from {Peer}: {Bytes} bytes"`
---@param ... any the values of the placeholders, in their order
function log.info(template, ...) end

---Logs at level warn, which is enabled unless `--log-level` says otherwise.
---@param template string such as `"from {Peer}: {Bytes} bytes"`
---@param ... any the values of the placeholders, in their order
function log.warn(template, ...) end

---Logs at level error, which is enabled unless `--log-level` says otherwise.
---@param template string such as `"from {Peer}: {Bytes} bytes"`
---@param ... any the values of the placeholders, in their order
function log.error(template, ...) end

---Returns true if events of the level are logged.
---@param level "verbose"|"debug"|"info"|"warn"|"error"|"fatal"|"none"|"information"|"warning"
---@return boolean
---@nodiscard
function log.is_enabled(level) end

return log
