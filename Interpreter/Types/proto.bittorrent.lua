---@meta moonwire.proto.bittorrent

---Messages of BitTorrent's distributed hash table (BEP 5).
---@class proto.bittorrent: proto.module
local bittorrent = {}

---@param message table<string, any>
---@return string
---@nodiscard
function bittorrent.encode(message) end

---@param datagram string|byte_span
---@return table<string, any>?
---@return string? problem
---@nodiscard
function bittorrent.decode(datagram) end

---@param options? table
---@return proto.exchange
---@nodiscard
function bittorrent.probe(options) end

return bittorrent
