-- Members of groups, and senders to them, in a network of the test's own. Each of the interfaces near and far hears the
-- datagrams of the other. near has the addresses fe80::1 and 10.7.9.1, far has fe80::2 and 10.7.9.2.

local groups = {}

groups.families = {"v4", "v6"}
groups.near = {v4 = ip.address.new("10.7.9.1"), v6 = ip.address.new("fe80::1%near")}
groups.far = {v4 = ip.address.new("10.7.9.2"), v6 = ip.address.new("fe80::2%far")}
groups.loopback = {v4 = ip.address.loopback_v4(), v6 = ip.address.loopback_v6()}

local names = {
  [1] = "lo",
  [groups.near.v6.scope_id] = "near",
  [groups.far.v6.scope_id] = "far",
}

local last = 0

-- Returns a new group for each call, so that the memberships of one case do not affect the next.
function groups.new(family)
  last = last + 1
  return ip.address.new((family == "v4" and "239.192.7." or "ff02::7:") .. last)
end

-- Returns a member socket with an ephemeral port. The arguments go to join_multicast_group.
function groups.member(group, ...)
  local family = group.is_v4 and "v4" or "v6"
  local sock = ip.udp.socket.new()
  sock:open(family)
  sock:bind(ip.address["any_" .. family](), 0)
  -- The kernel reports the interface for datagrams that arrive after the first receive_with_info.
  sock:send_to(byte_span.append("first"), groups.loopback[family], sock.local_port)
  sock:receive_with_info(byte_span.new(100))
  sock:set_option("join_multicast_group", group, ...)
  return sock
end

-- Returns a socket whose multicast datagrams are sent on an interface.
function groups.sender(family, interface)
  local sock = ip.udp.socket.new()
  sock:open(family)
  sock:set_option("multicast_interface", interface)
  return sock
end

-- Returns a function that sends a text to each of the members.
function groups.send_to(group, ...)
  local members = {...}
  return function(sender, text)
    for _, member in ipairs(members) do
      sender:send_to(byte_span.append(text), group, member.local_port)
    end
  end
end

-- Returns the datagrams and interfaces that a member has received before the text "end", which must reach it.
function groups.heard(member)
  local heard, buffer = {}, byte_span.new(100)
  while true do
    local count, _, _, info = member:receive_with_info(buffer)
    local text = tostring(buffer:slice(1, count))
    if text == "end" then break end
    heard[#heard + 1] = ("%s by %s"):format(text, names[info.interface] or info.interface)
  end
  return #heard > 0 and table.concat(heard, ", ") or "nothing"
end

return groups
