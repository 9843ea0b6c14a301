-- options: --log-level error
local shipped, time = dofile("support/shipped.lua"), require "time"
local FORMAT <const> = ">BBBbI4I4c4I8I8I8I8"

-- The server: an answer, which another server might have sent, is not answered.
local function server()
  local listener = ip.udp.socket.new()
  listener:open("v4")
  listener:bind("127.0.0.1", 0)
  return listener, ip.tostring(listener.local_address, listener.local_port)
end

-- The client: each of these answers comes before the right one.
local listener, endpoint = server()
local buf = byte_span.new(2000)
local function ask(...)
  local run = shipped.start("ntp_clock.lua", endpoint)
  local count, address, port = listener:receive_from(buf)
  local _, _, _, _, _, _, _, _, _, _, nonce = buf:slice(1, count):unpack(FORMAT)
  local function answer(first, stratum, origin, transmit, id)
    listener:send_to(byte_span.pack(FORMAT, first, stratum, 6, -20, 0, 0, id or "LOCL", 0, origin, 1 << 32, transmit), address, port)
  end
  for _, fields in ipairs {...} do
    answer(fields[1], fields[2], fields.forged and nonce + 1 or nonce, fields[3], fields[4])
  end
  return run, nonce, address, port
end

local good = {36, 1, 1 << 32}
print(pcall(function(run) run.fiber:join() end, (ask({36, 0, 0, "RATE"}))))
print(pcall(function(run) run.fiber:join() end, (ask({36, 0, 0, "\27[2J"}))))
print(pcall(function(run) run.fiber:join() end, (ask({36, 16, 1 << 32}))))
print(pcall(function(run) run.fiber:join() end, (ask({0xE4, 1, 1 << 32}))))
print(pcall(function(run) run.fiber:join() end, (ask({36, 1, 0}))))
local run = ask({35, 1, 1}, {37, 1, 1}, {36, 1, 1, forged = true}, {36, 0, 0, "DENY", forged = true}, good)
run.fiber:join()
print(#run.printed, run.printed[2]:match("stratum is %d+"))

-- Mutated answers, and then the right one.
local fuzzed, nonce, address, port = ask()
local function send(text) listener:send_to(byte_span.append(text), address, port) end
shipped.fuzz({string.pack(FORMAT, 36, 1, 6, -20, 0, 0, "LOCL", 0, nonce + 1, 1, 1)}, 300, send)
-- The kernel may drop datagrams after so many, so the right answer is sent until it has come.
while #fuzzed.printed < 2 do
  send(string.pack(FORMAT, 36, 1, 6, -20, 0, 0, "LOCL", 0, nonce, 1 << 32, 1 << 32))
  time.sleep(0.01)
end
fuzzed.fiber:join()
print "the right answer is found"
