---@meta moonwire.proto.ntp

---The network time protocol (RFC 5905).
---@class proto.ntp: proto.module
local ntp = {}

---@class proto.ntp.message
---@field leap? integer
---@field version? integer Default 4
---@field mode? integer 3 (client, the default) or 4 (server)
---@field stratum? integer
---@field poll? integer
---@field precision? integer
---@field root_delay? number Seconds
---@field root_dispersion? number Seconds
---@field reference_id? string Four bytes
---@field reference? integer A time stamp
---@field originate? integer A time stamp
---@field receive? integer A time stamp
---@field transmit? integer A time stamp
---@field extensions? string The bytes after the first 48

---@param message proto.ntp.message
---@return string
---@nodiscard
function ntp.encode(message) end

---@param datagram string|byte_span
---@return proto.ntp.message? message
---@return string? problem
---@nodiscard
function ntp.decode(datagram) end

---Returns the time stamp of a time in seconds since 1970.
---@param seconds number
---@return integer
---@nodiscard
function ntp.to_stamp(seconds) end

---Returns the seconds since 1970 of a time stamp.
---@param stamp integer
---@return number
---@nodiscard
function ntp.to_seconds(stamp) end

---@param options? table
---@return proto.exchange
---@nodiscard
function ntp.probe(options) end

return ntp
