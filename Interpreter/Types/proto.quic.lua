---@meta moonwire.proto.quic

---QUIC (RFC 8999, RFC 9000).
---@class proto.quic: proto.module
local quic = {}

---@class proto.quic.message
---@field type? "version_negotiation"|"initial"|"0rtt"|"handshake"|"retry"|"short"|"unknown" Only of `decode`
---@field first? integer The first byte
---@field version? integer
---@field destination_id? string
---@field source_id? string
---@field versions? integer[] The versions in a version negotiation packet
---@field token? string Only of `decode`
---@field tag? string Only of `decode`: the integrity tag of a Retry packet
---@field payload? string
---@field payload_position? integer Only of `decode`
---@field rest? string Only of `decode`: the bytes after the packet
---@field size? integer Only for `encode`: the least number of bytes

---@param message proto.quic.message
---@return string
---@nodiscard
function quic.encode(message) end

---@param datagram string|byte_span
---@return proto.quic.message? message
---@return string? problem
---@nodiscard
function quic.decode(datagram) end

---@param options? table
---@return proto.exchange
---@nodiscard
function quic.probe(options) end

return quic
