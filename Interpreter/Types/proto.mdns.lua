---@meta moonwire.proto.mdns

---Multicast DNS (RFC 6762).
---@class proto.mdns: proto.module
local mdns = {}

---@class proto.mdns.question: proto.dns.question
---@field unicast? boolean True if the answer should be sent by unicast

---@class proto.mdns.record: proto.dns.record
---@field flush? boolean True if older records of this name and type are wrong

---@class proto.mdns.message: proto.dns.message
---@field questions? proto.mdns.question[]
---@field answers? proto.mdns.record[]
---@field authorities? proto.mdns.record[]
---@field additionals? proto.mdns.record[]

---@param message proto.mdns.message
---@return string
---@nodiscard
function mdns.encode(message) end

---@param datagram string|byte_span
---@return proto.mdns.message? message
---@return string? problem
---@nodiscard
function mdns.decode(datagram) end

---@param options? table
---@return proto.exchange
---@nodiscard
function mdns.probe(options) end

return mdns
