-- options: --log-level error
local shipped, time = dofile("support/shipped.lua"), require "time"

local function attack(loopback)
  local listener <close>, endpoint = shipped.listener(loopback)
  local run, buf = shipped.start("health_check.lua", endpoint, "100"), byte_span.new(100)
  local count, address, port = time.with_timeout(shipped.LIMIT, listener.receive_from, listener, buf)

  -- Only the service is heard, and its answer is not printed.
  local forger <close> = shipped.listener(loopback)
  for _ = 1, 10 do forger:send_to(byte_span.append("forged"), address, port) end
  listener:send_to(byte_span.append("\27]0;title\7\n"), address, port)
  run.fiber:join()
  print(#run.printed, buf:slice(1, count), run.printed[1]:match("answered %d+ bytes"), run.printed[1]:find("%c"))
end

attack("127.0.0.1")
attack("::1")

-- The demonstration's server answers its own question only.
local run = shipped.start("health_check.lua")
run.held = true
local client = shipped.client(shipped.endpoint(run))
for _, text in ipairs {"", "pong", "ping ", "PING"} do client.send(text) end
shipped.fuzz(run, run.sockets[1], {"a long answer", "\27[2J"}, 500, client.send, function()
  client.send("ping")
  print(client.hear(), client.sock:io_control("bytes_readable"))
end)
run.held = false
run.fiber:join()
print(#run.printed)
