---@meta moonwire.proto.stun

---Session traversal utilities for NAT (RFC 8489).
---@class proto.stun: proto.module
local stun = {}

---@class proto.stun.endpoint
---@field address string
---@field port integer

---@class proto.stun.message
---@field class? "request"|"indication"|"success"|"error" Default `request`
---@field method? integer Default 1, binding
---@field transaction? string 12 bytes
---@field xor_mapped? proto.stun.endpoint
---@field mapped? proto.stun.endpoint
---@field alternate_server? proto.stun.endpoint
---@field software? string
---@field error? { code: integer, reason?: string }
---@field attributes? { type: integer, value: string }[] `decode` returns all; `encode` adds these after the others

---@param message proto.stun.message
---@return string
---@nodiscard
function stun.encode(message) end

---@param datagram string|byte_span
---@return proto.stun.message? message
---@return string? problem
---@nodiscard
function stun.decode(datagram) end

---@param options? table
---@return proto.exchange
---@nodiscard
function stun.probe(options) end

return stun
