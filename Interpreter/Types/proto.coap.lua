---@meta moonwire.proto.coap

---@class proto.coap.message
---@field type "CON"|"NON"|"ACK"|"RST"
---@field code string A method or a code such as "2.05"
---@field id integer
---@field token? string
---@field options? (string|integer)[][] Pairs of a name, or a number, and a value
---@field payload? string
---@field path? string The `Uri-Path` options joined by `/`, if the message was decoded

---@class proto.coap.options
---@field path? string Without a path, the question is a ping
---@field method? string
---@field query? string|string[]
---@field accept? integer|string
---@field code? string|string[] The expected codes
---@field text? string
---@field pattern? string

---Messages of CoAP (RFC 7252).
---@class proto.coap: proto.module
local coap = {}

---@param message proto.coap.message
---@return string
---@nodiscard
function coap.encode(message) end

---@param datagram string|byte_span
---@return proto.coap.message?
---@return string? problem
---@nodiscard
function coap.decode(datagram) end

---@param options? proto.coap.options
---@return proto.exchange
---@nodiscard
function coap.probe(options) end

return coap
