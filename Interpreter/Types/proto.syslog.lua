---@meta moonwire.proto.syslog

---@class proto.syslog.message
---@field format? "5424"|"3164"
---@field priority? integer If the message was decoded
---@field facility? string|integer
---@field severity? string|integer
---@field time? string
---@field hostname? string
---@field app? string
---@field process? string
---@field id? string
---@field data? table<string, table<string, string|string[]>> The structured data
---@field message? string

---@class proto.syslog.options
---@field facility? string|integer
---@field severity? string|integer
---@field hostname? string
---@field app? string
---@field process? string
---@field id? string
---@field message? string
---@field format? "5424"|"3164"

---Messages of syslog (RFC 5424 and RFC 3164).
---@class proto.syslog: proto.module
local syslog = {}

---@param message proto.syslog.message
---@return string
---@nodiscard
function syslog.encode(message) end

---@param datagram string|byte_span
---@return proto.syslog.message?
---@return string? problem
---@nodiscard
function syslog.decode(datagram) end

---@param options? proto.syslog.options
---@return proto.exchange
---@nodiscard
function syslog.probe(options) end

return syslog
