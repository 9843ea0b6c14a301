---@meta moonwire.proto.raknet

---@class proto.raknet.message
---@field kind "ping"|"pong"
---@field time? integer
---@field guid? integer
---@field data? string
---@field edition? string
---@field motd? string
---@field protocol? integer
---@field version? string
---@field players? integer
---@field max_players? integer
---@field server_id? string
---@field second_motd? string
---@field game_mode? string
---@field game_mode_number? string
---@field port_v4? integer
---@field port_v6? integer

---@class proto.raknet.options
---@field text? string
---@field pattern? string

---The ping and pong of RakNet, as in Minecraft Bedrock.
---@class proto.raknet: proto.module
local raknet = {}

---@param message proto.raknet.message
---@return string
---@nodiscard
function raknet.encode(message) end

---@param datagram string|byte_span
---@return proto.raknet.message?
---@return string? problem
---@nodiscard
function raknet.decode(datagram) end

---@param options? proto.raknet.options
---@return proto.exchange
---@nodiscard
function raknet.probe(options) end

return raknet
