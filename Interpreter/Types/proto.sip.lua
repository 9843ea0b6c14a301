---@meta moonwire.proto.sip

---@class proto.sip.message
---@field method? string Of a request
---@field uri? string Of a request
---@field status? integer Of a response
---@field reason? string Of a response
---@field headers? (string|integer)[][] Pairs of a name and a value
---@field by_name? table<string, string> The values by the name in lower case, if the message was decoded
---@field body? string

---@class proto.sip.options
---@field user? string The user in the request URI
---@field uri? string The request URI
---@field status? string|string[] The expected codes, ranges and classes
---@field from? string The URI of the sender
---@field sent_by? string The host and port in `Via` and `Contact`
---@field text? string
---@field pattern? string

---Requests and responses of SIP (RFC 3261).
---@class proto.sip: proto.module
local sip = {}

---@param message proto.sip.message
---@return string
---@nodiscard
function sip.encode(message) end

---@param datagram string|byte_span
---@return proto.sip.message?
---@return string? problem
---@nodiscard
function sip.decode(datagram) end

---@param options? proto.sip.options
---@return proto.exchange
---@nodiscard
function sip.probe(options) end

return sip
