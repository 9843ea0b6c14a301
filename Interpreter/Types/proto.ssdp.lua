---@meta moonwire.proto.ssdp

---@class proto.ssdp.message
---@field method? string Of a request
---@field status? integer Of a response
---@field reason? string Of a response
---@field headers? (string|integer)[][] Pairs of a name and a value
---@field by_name? table<string, string> The values by the name in lower case, if the message was decoded

---@class proto.ssdp.options
---@field st? string The search target
---@field mx? integer|string The seconds within which devices answer
---@field text? string
---@field pattern? string

---Messages of SSDP, with which UPnP devices are found.
---@class proto.ssdp: proto.module
local ssdp = {}

---@param message proto.ssdp.message
---@return string
---@nodiscard
function ssdp.encode(message) end

---@param datagram string|byte_span
---@return proto.ssdp.message?
---@return string? problem
---@nodiscard
function ssdp.decode(datagram) end

---@param options? proto.ssdp.options
---@return proto.exchange
---@nodiscard
function ssdp.probe(options) end

return ssdp
