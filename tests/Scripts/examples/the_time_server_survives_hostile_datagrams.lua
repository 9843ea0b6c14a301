-- options: --log-level error
local shipped, ntp = dofile("support/shipped.lua"), require "moonwire.proto.ntp"

local function attack(endpoint)
  local run = shipped.start("ntp_server.lua", endpoint)
  local client = shipped.client(shipped.endpoint(run))

  -- Only a client's question gets an answer, which is no longer than the question.
  for mode = 0, 7 do
    if mode ~= 3 then client.send(ntp.encode {mode = mode, transmit = 1}) end
  end
  client.send(ntp.encode({mode = 3, transmit = 2}):sub(1, 47))
  client.send(ntp.encode {mode = 3, transmit = 3, version = 7, extensions = ("x"):rep(400)})
  local answer = client.hear()
  print(#answer, ntp.decode(answer).originate, ntp.decode(answer).mode, ntp.decode(answer).stratum)
  shipped.fuzz(run, run.sockets[1], {ntp.encode {mode = 3, transmit = 4}}, 500, client.send, function()
    client.sock:close() -- its queue may be full
    client = shipped.client(shipped.endpoint(run))
    client.send(ntp.encode {mode = 3, transmit = 5})
    print(ntp.decode(client.hear()).originate)
  end)
  run.sockets[1]:close()
  print(pcall(run.fiber.join, run.fiber))
end

attack("127.0.0.1:0")
attack("[::1]:0")
