-- options: --log-level error
local shipped, time = dofile("support/shipped.lua"), require "time"
local FORMAT <const> = ">BBBbI4I4c4I8I8I8I8"

local function attack(loopback)
  -- Starts the client and sends it answers. A forged answer does not return the client's time stamp.
  local function ask(...)
    local listener <close>, endpoint = shipped.listener(loopback)
    local run, buf = shipped.start("ntp_clock.lua", endpoint), byte_span.new(2000)
    local count, address, port = time.with_timeout(shipped.LIMIT, listener.receive_from, listener, buf)
    local _, _, _, _, _, _, _, _, _, _, nonce = buf:slice(1, count):unpack(FORMAT)
    for _, answer in ipairs {...} do
      local origin = answer.forged and nonce + 1 or nonce
      local span = byte_span.pack(FORMAT, answer[1], answer[2], 6, -20, 0, 0, answer[4] or "LOCL", 0, origin, 1 << 32,
        answer[3])
      listener:send_to(span:slice(1, answer.size), address, port)
    end
    if (...).fuzz then
      local function send(text) listener:send_to(byte_span.append(text), address, port) end
      -- Each byte of the nonce differs, so that no mutation is a right answer.
      shipped.fuzz(run, run.sockets[1], {string.pack(FORMAT, 36, 1, 6, -20, 0, 0, "LOCL", 0, ~nonce, 1, 1)}, 300,
        send, function()
        send(string.pack(FORMAT, 36, 1, 6, -20, 0, 0, "LOCL", 0, nonce, 1 << 32, 1 << 32))
        shipped.await(function() return #run.printed == 2 end)
      end)
    end
    local ok, e = pcall(run.fiber.join, run.fiber)
    print(ok and #run.printed .. " lines: " .. run.printed[2]:match("stratum is %d+") or e)
  end

  local good = {36, 1, 1 << 32}
  ask {36, 0, 0, "RATE"}
  ask {36, 0, 0, "\27[2J"}
  ask {36, 16, 1 << 32}
  ask {0xE4, 1, 1 << 32}
  ask {36, 1, 0}
  ask({35, 2, 1}, {37, 2, 1}, {36, 2, 1, forged = true}, {36, 0, 0, "DENY", forged = true}, {36, 2, 1, size = 47}, good)
  ask {36, 3, 1, forged = true, fuzz = true}
end

attack("127.0.0.1")
attack("::1")

-- The server answers questions only. An answer, which another server may have sent, is dropped.
local run = shipped.start("ntp_clock.lua")
run.held = true
local client = shipped.client(shipped.endpoint(run))
local function packet(first, transmit)
  return string.pack(FORMAT, first, 0, 6, -20, 0, 0, "\0\0\0\0", 0, 0, 0, transmit) end
client.send(packet(36, 1))
client.send(packet(35, 2):sub(1, 47))
client.send(packet(35, 3))
local answer = client.hear()
print(#answer, (select(9, string.unpack(FORMAT, answer))))
shipped.fuzz(run, run.sockets[1], {packet(36, 4), packet(0, 4)}, 500, client.send, function()
  client.send(packet(35, 5))
  repeat answer = client.hear() until select(9, string.unpack(FORMAT, answer)) == 5
end)
run.held = false
run.fiber:join()
print(#run.printed)
