-- What the kernel has counted in this network namespace (/proc/net/snmp and snmp6).

local counters = {}

-- How many UDP datagrams the kernel took to send.
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
