-- options: --log-level error
local shipped, stun = dofile("support/shipped.lua"), require "moonwire.proto.stun"

local function attack(endpoint)
  local run = shipped.start("stun_server.lua", endpoint)
  local client = shipped.client(shipped.endpoint(run))

  -- Only a binding request gets an answer.
  for _, class in ipairs {"indication", "success", "error"} do client.send(stun.encode {class = class}) end
  client.send(stun.encode {method = 3})
  client.send(stun.encode({}):sub(1, 19))
  local request = stun.encode {}
  client.send(request)
  local answer = stun.decode(client.hear())
  print(answer.transaction == stun.decode(request).transaction, answer.xor_mapped.address, answer.mapped.address)
  print(answer.xor_mapped.port == client.sock.local_port)

  -- An attribute that the server must understand, and an attribute that it may ignore.
  client.send(stun.encode {attributes = {{type = 0x0006, value = "user"}, {type = 0x8022, value = "program"}}})
  answer = stun.decode(client.hear())
  print(answer.class, answer.error.code, answer.error.reason)
  client.send(stun.encode {attributes = {{type = 0x8022, value = "program"}}})
  print(stun.decode(client.hear()).class)

  shipped.fuzz(run, run.sockets[1], {request, stun.encode {software = "x"}}, 500, client.send, function()
    client.sock:close() -- its queue may be full
    client = shipped.client(shipped.endpoint(run))
    client.send(request)
    print(stun.decode(client.hear()).xor_mapped.port == client.sock.local_port)
  end)
  run.sockets[1]:close()
  print(pcall(run.fiber.join, run.fiber))
end

attack("127.0.0.1:0")
attack("[::1]:0")
