---@meta moonwire.proto.wireguard

---The messages of WireGuard.
---@class proto.wireguard: proto.module
local wireguard = {}

---@class proto.wireguard.message
---@field type "initiation"|"response"|"cookie_reply"|"data"
---@field sender? integer
---@field receiver? integer
---@field ephemeral? string
---@field static? string
---@field timestamp? string
---@field empty? string
---@field mac1? string
---@field mac2? string
---@field nonce? string
---@field cookie? string
---@field counter? integer
---@field payload? string

---@param message proto.wireguard.message
---@return string
---@nodiscard
function wireguard.encode(message) end

---@param datagram string|byte_span
---@return proto.wireguard.message? message
---@return string? problem
---@nodiscard
function wireguard.decode(datagram) end

---@param options? table
---@return proto.exchange
---@nodiscard
function wireguard.probe(options) end

return wireguard
