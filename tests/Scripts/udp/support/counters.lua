-- Reads the kernel's counters of this network namespace (/proc/net/snmp and snmp6).

local counters = {}

-- Returns the number of UDP datagrams that the kernel has accepted for sending.
function counters.sent()
  local count = 0
  for line in io.lines("/proc/net/snmp") do
    count = count + (tonumber(line:match("^Udp: %d+ %d+ %d+ (%d+)")) or 0)
  end
  for line in io.lines("/proc/net/snmp6") do
    count = count + (tonumber(line:match("^Udp6OutDatagrams%s+(%d+)")) or 0)
  end
  return count
end

return counters
