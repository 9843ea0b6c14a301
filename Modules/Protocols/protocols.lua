-- Registers the modules moonwire.proto.NAME. The file of a protocol is loaded when a script first requires its module.

local native, host = ...
local check, preload = host.check, package.preload

host.protocols = {EINVAL = native.EINVAL}
local names = {check(native.list())}
for i = 1, #names do
  local name = names[i]
  preload["moonwire.proto." .. name] = function()
    check(native.note(name)) -- reports try this protocol if the ports of a datagram name no other protocol
    return host.late("proto_" .. name .. ".lua")
  end
end
