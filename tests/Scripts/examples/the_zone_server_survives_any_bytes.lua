-- options: --log-level error
local shipped = dofile("support/shipped.lua")
local head, name = "\1\0\0\1\0\0\0\0\0\0", "\3www\7example\3com\0\0\1\0\1"

local function attack(endpoint)
  local run = shipped.start("dns_server.lua", endpoint)
  local client = shipped.client(shipped.endpoint(run))

  -- An answer gets no answer. Neither does a datagram that is too short for an ID and the flags.
  for _, text in ipairs {"", "\0\1\1", "\0\1\x81" .. head:sub(2) .. name, "\0\1\x81", "\0\1" .. head:sub(1, -2)} do
    client.send(text)
  end
  client.send("\0\2" .. head .. name)
  print(client.hear():sub(1, 2) == "\0\2")

  -- Another operation (4: not implemented), and a question that is not complete or has no end (1: format error).
  for _, text in ipairs {
    "\0\3\x21" .. head:sub(2) .. name, "\0\3" .. head .. name:sub(1, -2), "\0\3" .. head .. "\xC0\x0C\0\1\0\1",
    "\0\3" .. head .. "\xC0\xFF\0\1\0\1", "\0\3" .. head .. "\x40" .. ("a"):rep(70) .. "\0\0\1\0\1",
    "\0\3\1\0\0\2\0\0\0\0\0\0" .. name .. name,
  } do
    client.send(text)
    local answer = client.hear()
    print(answer:sub(1, 2) == "\0\3", answer:byte(3) >> 7, answer:byte(4) & 15)
  end

  -- Without EDNS, an answer has at most 512 bytes. With it, an answer has at most 1232 bytes, whatever is allowed.
  local many = "\4many\7example\3com\0\0\16\0\1"
  client.send("\0\4" .. head .. many)
  print(#client.hear() <= 512)
  client.send("\0\5\1\0\0\1\0\0\0\0\0\1" .. many .. "\0\0\41\xFF\xFF\0\0\0\0\0\0")
  print(#client.hear() <= 1232)

  local samples = {"\x12\x34" .. head .. name, "\x12\x34" .. head .. many}
  shipped.fuzz(run, run.sockets[1], samples, 1000, client.send, function()
    client.sock:close() -- its queue may be full
    client = shipped.client(shipped.endpoint(run))
    client.send("\x56\x78" .. head .. name)
    local answer = client.hear()
    print(answer:sub(1, 2) == "\x56\x78", answer:byte(4) & 15, answer:byte(8))
  end)
  run.sockets[1]:close()
  print(pcall(run.fiber.join, run.fiber))
end

attack("127.0.0.1:0")
attack("[::1]:0")
