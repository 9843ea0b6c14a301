local function socket(family, address)
  local s = ip.udp.socket.new()
  s:open(family)
  if address then s:bind(address, 0) end
  return s
end
local buffer, everybody = byte_span.new(9), ip.address.new("127.255.255.255")
for _, any in ipairs {"0.0.0.0", "::"} do
  local s, c = socket(any == "::" and "v6" or "v4", any), socket("v4", "127.0.0.1")
  c:set_option("broadcast", true)
  for _, to in ipairs {everybody, ip.address.new("127.0.0.5"), everybody, ip.address.new("127.0.0.5")} do
    c:send_to(byte_span.append("who?"), to, s.local_port)
        local _, address, port, info = s:receive_with_info(buffer) -- the first came before the kernel adds information
    s:send_from(byte_span.append("me"), address, port, info.local_address)
    local _, answerer = c:receive_from(buffer)
    print(info.destination, info.local_address, answerer)
  end
end
