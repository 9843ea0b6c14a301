---@meta moonwire.proto.dtls

---DTLS (RFC 6347, RFC 9147), as far as it is not encrypted.
---@class proto.dtls: proto.module
local dtls = {}

---@class proto.dtls.record
---@field type string
---@field version? integer The version of the record; default 0xfefd
---@field epoch? integer Only of `decode`
---@field sequence? integer
---@field encrypted? true
---@field message_sequence? integer
---@field length? integer
---@field offset? integer
---@field message_version? integer
---@field random? string
---@field session_id? string
---@field cookie? string
---@field cipher? integer
---@field level? integer
---@field description? integer
---@field server_name? string Only for `encode`

---@class proto.dtls.message: proto.dtls.record
---@field records? proto.dtls.record[] Only of `decode`

---@param message proto.dtls.message
---@return string
---@nodiscard
function dtls.encode(message) end

---@param datagram string|byte_span
---@return proto.dtls.message? message
---@return string? problem
---@nodiscard
function dtls.decode(datagram) end

---@param options? table
---@return proto.exchange
---@nodiscard
function dtls.probe(options) end

return dtls
