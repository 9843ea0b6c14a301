---@meta moonwire.proto.tftp

---@class proto.tftp.message
---@field op "RRQ"|"WRQ"|"DATA"|"ACK"|"ERROR"|"OACK"
---@field file? string
---@field mode? string
---@field options? table<string, string|integer>
---@field block? integer
---@field data? string
---@field code? integer
---@field message? string

---@class proto.tftp.options
---@field path? string The file
---@field error? integer|string The expected error code
---@field blksize? integer|string
---@field text? string
---@field pattern? string

---Packets of TFTP (RFC 1350, 2347, 2348).
---@class proto.tftp: proto.module
local tftp = {}

---@param message proto.tftp.message
---@return string
---@nodiscard
function tftp.encode(message) end

---@param datagram string|byte_span
---@return proto.tftp.message?
---@return string? problem
---@nodiscard
function tftp.decode(datagram) end

---@param options? proto.tftp.options
---@return proto.exchange
---@nodiscard
function tftp.probe(options) end

return tftp
