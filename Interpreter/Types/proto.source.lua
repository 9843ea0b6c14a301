---@meta moonwire.proto.source

---@class proto.source.message
---@field kind "request"|"challenge"|"info"
---@field challenge? integer
---@field name? string
---@field map? string
---@field folder? string
---@field game? string
---@field version? string
---@field app_id? integer
---@field players? integer
---@field max_players? integer
---@field bots? integer
---@field port? integer
---@field is_private? boolean
---@field is_secure? boolean
---@field protocol? integer
---@field server? string
---@field system? string
---@field steam_id? integer
---@field tv_port? integer
---@field tv_name? string
---@field keywords? string
---@field game_id? integer
---@field address? string Of GoldSrc
---@field is_mod? boolean Of GoldSrc
---@field link? string Of GoldSrc
---@field download? string Of GoldSrc
---@field mod_version? integer Of GoldSrc
---@field mod_size? integer Of GoldSrc

---@class proto.source.options
---@field text? string
---@field pattern? string

---Information about a game server (A2S_INFO).
---@class proto.source: proto.module
local source = {}

---@param message proto.source.message
---@return string
---@nodiscard
function source.encode(message) end

---@param datagram string|byte_span
---@return proto.source.message?
---@return string? problem
---@nodiscard
function source.decode(datagram) end

---@param options? proto.source.options
---@return proto.exchange
---@nodiscard
function source.probe(options) end

return source
