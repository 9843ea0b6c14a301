---@meta moonwire.proto.openvpn

---The control packets of OpenVPN.
---@class proto.openvpn: proto.module
local openvpn = {}

---@class proto.openvpn.message
---@field type string
---@field opcode? integer Only of `decode`
---@field key_id? integer
---@field session_id? string
---@field acks? integer[]
---@field peer_session_id? string
---@field packet_id? integer
---@field payload? string

---@class proto.openvpn.keys
---@field tls_auth? string A file
---@field auth? "SHA1"|"SHA256"|"SHA512" The hash function for `tls_auth`
---@field tls_crypt? string A file
---@field tls_crypt_v2? string A file
---@field direction? integer|string 0 or 1

---@param message proto.openvpn.message
---@param options? proto.openvpn.keys
---@return string
---@nodiscard
function openvpn.encode(message, options) end

---@param datagram string|byte_span
---@param options? proto.openvpn.keys
---@return proto.openvpn.message? message
---@return string? problem
---@nodiscard
function openvpn.decode(datagram, options) end

---@param options? table
---@return proto.exchange
---@nodiscard
function openvpn.probe(options) end

return openvpn
