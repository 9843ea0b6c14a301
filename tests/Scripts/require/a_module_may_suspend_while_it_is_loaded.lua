local a, b = ip.udp.socket.new(), ip.udp.socket.new()
a:open("v4") a:bind(ip.address.loopback_v4(), 0)
b:open("v4")
package.preload.receives = function()
  local buffer = byte_span.new(16)
  return tostring(buffer:slice(1, a:receive_from(buffer)))
end
spawn(function() b:send_to(byte_span.append("a datagram"), a.local_address, a.local_port) end)
print(require "receives")

print(type(require "./support/sleeps"), order)
local co = coroutine.wrap(function() package.loaded["x"] = nil return require "support.sleeps" end)
print(co() == require "./support/sleeps", order)
