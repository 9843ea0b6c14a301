-- Members of groups and senders to them, in a network of the test's own: the interfaces near and far hear what the
-- other one sends, and near has the addresses fe80::1 and 10.7.9.1, far fe80::2 and 10.7.9.2.

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

-- A group of its own for each call, so that memberships of one case do not change the next.
function groups.new(family)
  last = last + 1
  return ip.address.new((family == "v4" and "239.192.7." or "ff02::7:") .. last)
end

-- A socket of an ephemeral port that is a member: the arguments are join_multicast_group's.
function groups.member(group, ...)
  local family = group.is_v4 and "v4" or "v6"
  local sock = ip.udp.socket.new()
  sock:open(family)
  sock:bind(ip.address["any_" .. family](), 0)
  -- The system tells the interface of what comes after the first receive_with_info.
  sock:send_to(byte_span.append("first"), groups.loopback[family], sock.local_port)
  sock:receive_with_info(byte_span.new(100))
  sock:set_option("join_multicast_group", group, ...)
  return sock
end

-- A socket whose multicast datagrams leave by an interface.
function groups.sender(family, interface)
  local sock = ip.udp.socket.new()
  sock:open(family)
  sock:set_option("multicast_interface", interface)
  return sock
end

-- A function that sends a text to each of the members.
function groups.send_to(group, ...)
  local members = {...}
  return function(sender, text)
    for _, member in ipairs(members) do
      sender:send_to(byte_span.append(text), group, member.local_port)
    end
  end
end

-- What a member has received up to the text "end", which must reach it: each datagram and the interface it came by.
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
