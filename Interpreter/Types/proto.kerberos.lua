---@meta moonwire.proto.kerberos

---The authentication service of Kerberos 5 (RFC 4120).
---@class proto.kerberos: proto.module
local kerberos = {}

---@class proto.kerberos.message
---@field type? "as_req"|"as_rep"|"error" Default `as_req`
---@field realm string
---@field client? string The principal without the realm
---@field server? string Default `krbtgt/` and the realm
---@field nonce? integer Of as_req
---@field till? string Of as_req
---@field kdc_options? integer Of as_req
---@field etypes? integer[] Encryption types: wanted by as_req, named by the data of an error
---@field etype? integer The encryption type of as_rep
---@field code? integer Of an error
---@field name? string The name of the error's code
---@field time? integer The server's time in an error, in seconds since 1970
---@field microseconds? integer
---@field text? string Of an error
---@field data? string Of an error
---@field preauth_types? integer[] The types of pre-authentication in the data of an error
---@field client_realm? string Of an error

---@param message proto.kerberos.message
---@return string
---@nodiscard
function kerberos.encode(message) end

---@param datagram string|byte_span
---@return proto.kerberos.message? message
---@return string? problem
---@nodiscard
function kerberos.decode(datagram) end

---@param options? table
---@return proto.exchange
---@nodiscard
function kerberos.probe(options) end

return kerberos
