-- options: --log-level error
local shipped, coap = dofile("support/shipped.lua"), require "moonwire.proto.coap"

local function attack(endpoint)
  local run = shipped.start("coap_server.lua", endpoint)
  local client = shipped.client(shipped.endpoint(run))

  local function ask(id, method, path, payload, option)
    client.send(coap.encode {
      type = "CON", code = method, id = id, token = "t", options = {{"Uri-Path", path}, option}, payload = payload,
    })
    local answer = coap.decode(client.hear())
    return answer.type, answer.id, answer.code, answer.payload
  end

  -- Acknowledgements, resets and unconfirmed answers get no answer. A ping and a confirmable answer get a reset.
  for _, message in ipairs {
    {type = "ACK", code = "0.00", id = 1}, {type = "RST", code = "0.00", id = 1}, {type = "NON", code = "2.05", id = 1},
    {type = "ACK", code = "GET", id = 1},
  } do
    client.send(coap.encode(message))
  end
  client.send("\x40")
  for _, code in ipairs {"0.00", "2.05"} do
    client.send(coap.encode {type = "CON", code = code, id = 2})
    print(coap.decode(client.hear()).type)
  end

  -- A request that is repeated is not carried out again. The server limits the stored values.
  print(ask(3, "GET", "note"))
  print(ask(4, "PUT", "note", "first"))
  print(ask(3, "GET", "note"))
  print(ask(5, "PUT", "note", ("x"):rep(1100)))
  print(ask(6, "GET", "note"))
  print(ask(7, "GET", "note", "", {2049, "?"})) -- an option that must be understood
  print(ask(8, "GET", "note", "", {2050, "?"}))

  local samples = {
    coap.encode {type = "CON", code = "GET", id = 9, options = {{"Uri-Path", "note"}}},
    coap.encode {type = "NON", code = "PUT", id = 9, options = {{"Uri-Path", "note"}}, payload = "x"},
  }
  shipped.fuzz(run, run.sockets[1], samples, 1000, client.send, function()
    client.sock:close() -- its queue may be full
    client = shipped.client(shipped.endpoint(run))
    print((select(3, ask(10, "GET", "time"))))
  end)
  run.sockets[1]:close()
  print(pcall(run.fiber.join, run.fiber))
end

attack("127.0.0.1:0")
attack("[::1]:0")
