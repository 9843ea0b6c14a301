-- options: --log-level error
local shipped = dofile("support/shipped.lua")
local run = shipped.start("echo_demo.lua")
run.held = true -- holds back the demonstration's first line
local client = shipped.client(shipped.endpoint(run))

-- An answer gets no answer, and the answer to a question has the question's length.
for _, text in ipairs {"", "!", "!hello", "\0", "hello"} do client.send(text) end
client.send("?")
print(client.hear())
client.send("?\27[2J")
print(byte_span.printable(client.hear()))
shipped.fuzz(run, run.sockets[1], {"!answer", "\27]0;x\7"}, 500, client.send, function()
  client.send("?still there")
  local text
  repeat text = client.hear() until text == "!still there"
end)

-- The client hears nobody but the server.
local forger = ip.udp.socket.new()
forger:open("v4")
for _ = 1, 10 do forger:send_to(byte_span.append("!forged"), ip.address.loopback_v4(), run.sockets[2].local_port) end
run.held = false
run.fiber:join()
for _, line in ipairs(run.printed) do print(line) end
