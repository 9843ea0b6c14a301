---@meta moonwire.proto.ikev2

---The first exchange of IKEv2 (RFC 7296).
---@class proto.ikev2: proto.module
local ikev2 = {}

---@class proto.ikev2.payload
---@field type integer
---@field data string

---@class proto.ikev2.notification
---@field type integer
---@field name string
---@field data string

---@class proto.ikev2.message
---@field initiator_spi string
---@field responder_spi? string
---@field exchange? string|integer `encode` takes the number
---@field flags? integer
---@field message_id? integer
---@field payloads? proto.ikev2.payload[]
---@field version? string Only of `decode`, as all following fields
---@field is_response? boolean
---@field marker? true
---@field proposal? { encryption?: string, prf?: string, integrity?: string, group?: string }
---@field group? integer
---@field notifications? proto.ikev2.notification[]
---@field vendor_ids? string[]

---@param message proto.ikev2.message
---@return string
---@nodiscard
function ikev2.encode(message) end

---@param datagram string|byte_span
---@return proto.ikev2.message? message
---@return string? problem
---@nodiscard
function ikev2.decode(datagram) end

---@param options? table
---@return proto.exchange
---@nodiscard
function ikev2.probe(options) end

return ikev2
