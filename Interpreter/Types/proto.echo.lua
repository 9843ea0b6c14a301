---@meta moonwire.proto.echo

---The echo service (RFC 862).
---@class proto.echo: proto.module
local echo = {}

---@param message { data: string }
---@return string
---@nodiscard
function echo.encode(message) end

---@param datagram string|byte_span
---@return { data: string }
---@nodiscard
function echo.decode(datagram) end

---@param options? table
---@return proto.exchange
---@nodiscard
function echo.probe(options) end

return echo
