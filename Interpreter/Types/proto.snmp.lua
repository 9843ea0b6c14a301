---@meta moonwire.proto.snmp

---The simple network management protocol, versions 1 and 2c.
---@class proto.snmp: proto.module
local snmp = {}

---@class proto.snmp.binding
---@field oid string Such as `1.3.6.1.2.1.1.3.0`
---@field type? string Such as `integer`; default `null`
---@field value? string|number

---@class proto.snmp.message
---@field version? string `2c`, the default, or `1`
---@field community? string Default `public`
---@field type? "get"|"getnext"|"response"|"set"|"getbulk"|"inform"|"trap"|"report" Default `get`
---@field request_id? integer 32 bits with a sign
---@field error_status? integer
---@field error_index? integer
---@field bindings? proto.snmp.binding[]

---@param message proto.snmp.message
---@return string
---@nodiscard
function snmp.encode(message) end

---@param datagram string|byte_span
---@return proto.snmp.message? message
---@return string? problem
---@nodiscard
function snmp.decode(datagram) end

---@param options? table
---@return proto.exchange
---@nodiscard
function snmp.probe(options) end

return snmp
