#!/usr/bin/env moonwire
-- A smoke test for CI that starts the service under test, waits until it is ready, asks it something, and ends it. If
-- the service does not get ready, its last lines are shown. Status 0: the test passed; 1: it failed.
-- Run it with: moonwire scripts/smoke_test.lua [PROGRAM ARGUMENT...]
-- The program prints "listening on ADDRESS:PORT" when it is ready, and answers each datagram with "echo " and its text.
-- Without arguments a small service of its own is tested.

local system, time = require "system", require "time"

local READY_WITHIN <const>, ANSWER_WITHIN <const> = 30, 5

local OWN_SERVICE <const> = [[
local sock = ip.udp.socket.new()
sock:open("v4")
sock:bind("127.0.0.1", 0)
print("listening on " .. ip.tostring(sock.local_address, sock.local_port))
io.stdout:flush()
local buf = byte_span.new(1500)
while true do
  local count, address, port = sock:receive_from(buf)
  sock:send_to(byte_span.append("echo ", buf:slice(1, count)), address, port)
end
]]

local command = {...}
if #command == 0 then command = {system.arguments[1], "-e", OWN_SERVICE} end

local function test()
  local service <close> = system.spawn{
    program = command[1], arguments = command, environment = system.environment, stdout = "pipe", stderr = "pipe",
    pdeathsig = system.signal.SIGKILL,
  }
  local _, endpoint = service:wait_for_line("listening on (%S+)", READY_WITHIN)
  local sock <close> = ip.udp.socket.new()
  sock:connect(ip.toendpoint(endpoint))
  sock:send(byte_span.append("hello"))
  local buf = byte_span.new(1500)
  local answer = tostring(buf:slice(1, time.with_timeout(ANSWER_WITHIN, sock.receive, sock, buf)))
  if answer ~= "echo hello" then error("the answer is wrong: " .. byte_span.printable(answer), 0) end
end

local ok, e = pcall(test)
if not ok then
  io.stderr:write("failed: ", tostring(e), type(e) == "table" and e.detail and ": " .. e.detail or "", "\n")
  system.exit(1)
end
print("ok")
