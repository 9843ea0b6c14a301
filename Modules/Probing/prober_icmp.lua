-- The names of ICMP (RFC 792, 1122, 1812) and ICMPv6 (RFC 4443) messages that report about a datagram.
local icmp = {}

local V4 <const> = {
  [3] = {
    [0] = "network unreachable", "host unreachable", "protocol unreachable", "port unreachable",
    "fragmentation needed", "source route failed", "network unknown", "host unknown", "source host isolated",
    "network administratively prohibited", "host administratively prohibited",
    "network unreachable for this type of service", "host unreachable for this type of service",
    "communication administratively prohibited", "host precedence violation", "precedence cutoff in effect",
  },
  [4] = {[0] = "source quench"},
  [11] = {[0] = "time to live exceeded in transit", "fragment reassembly time exceeded"},
  [12] = {[0] = "parameter problem"},
}

local V6 <const> = {
  [1] = {
    [0] = "no route to destination", "communication administratively prohibited", "beyond scope of source address",
    "address unreachable", "port unreachable", "source address failed a policy", "route rejected",
  },
  [2] = {[0] = "packet too big"},
  [3] = {[0] = "hop limit exceeded in transit", "fragment reassembly time exceeded"},
  [4] = {[0] = "parameter problem", "unrecognized next header", "unrecognized option"},
}

-- Returns a text such as "ICMP host unreachable (3/1)".
function icmp.name(report)
  local codes = (report.v6 and V6 or V4)[report.type]
  local name = codes and (codes[report.code] or codes[0]) or "error"
  return (report.v6 and "ICMPv6 " or "ICMP ") .. name .. " (" .. report.type .. "/" .. report.code .. ")"
end

return icmp
