---@meta moonwire.proto.dns

---The domain name system (RFC 1035).
---@class proto.dns: proto.module
local dns = {}

---@class proto.dns.question
---@field name string The name without the last dot; `.` is the root
---@field type? string|integer Default `A`
---@field class? string|integer Default `IN`

---@class proto.dns.record: proto.dns.question
---@field ttl? integer Seconds
---@field value? string The data as in a zone file; for TXT, the joined strings
---@field data? string The bytes of the data, which take precedence over `value`
---@field strings? string[] The strings of a TXT record

---@class proto.dns.message
---@field id? integer
---@field opcode? integer
---@field rcode? string|integer Such as `NXDOMAIN`
---@field response? boolean
---@field aa? boolean Authoritative answer
---@field tc? boolean Truncated
---@field rd? boolean Recursion desired
---@field ra? boolean Recursion available
---@field ad? boolean Authenticated data
---@field cd? boolean Checking disabled
---@field questions? proto.dns.question[]
---@field answers? proto.dns.record[]
---@field authorities? proto.dns.record[]
---@field additionals? proto.dns.record[] Without the OPT record
---@field edns? { size?: integer, dnssec?: boolean, version?: integer, data?: string } The OPT record

---@param message proto.dns.message
---@return string
---@nodiscard
function dns.encode(message) end

---@param datagram string|byte_span
---@return proto.dns.message? message
---@return string? problem
---@nodiscard
function dns.decode(datagram) end

---Returns the name that the PTR record of an address has.
---@param address ip.address|string
---@return string
---@nodiscard
function dns.reverse_name(address) end

---@param options? table
---@return proto.exchange
---@nodiscard
function dns.probe(options) end

return dns
