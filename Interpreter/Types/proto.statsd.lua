---@meta moonwire.proto.statsd

---@class proto.statsd.metric
---@field name string
---@field value number|string
---@field type? "c"|"g"|"ms"|"h"|"s"|"d"
---@field is_change? boolean
---@field rate? number|string
---@field tags? string|string[]
---@field timestamp? integer

---@class proto.statsd.options
---@field name? string
---@field value? number|string
---@field type? string
---@field rate? number|string
---@field tag? string|string[]

---Metrics of StatsD.
---@class proto.statsd: proto.module
local statsd = {}

---@param message proto.statsd.metric|proto.statsd.metric[]
---@return string
---@nodiscard
function statsd.encode(message) end

---@param datagram string|byte_span
---@return proto.statsd.metric[]?
---@return string? problem
---@nodiscard
function statsd.decode(datagram) end

---@param options? proto.statsd.options
---@return proto.exchange
---@nodiscard
function statsd.probe(options) end

return statsd
