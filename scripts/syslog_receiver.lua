#!/usr/bin/env moonwire
-- A syslog receiver for both formats (RFC 3164 and RFC 5424): one fiber receives, others handle, with a bounded queue
-- between them, so that a burst of messages costs messages and not memory. It shuts down cleanly on SIGTERM.
-- Run it with: moonwire scripts/syslog_receiver.lua [ADDRESS:PORT]
-- Each datagram is hostile: it gets no answer, is parsed in linear time, is cut to the lengths of RFC 5424, and is
-- escaped before it is printed. A fiber that fails ends the program.

local mutex, condition_variable, system = require "mutex", require "condition_variable", require "system"
local syslog = require "moonwire.proto.syslog"

local QUEUE <const> = 1000

-- Returns a line for a message, or nil. Any field may contain control characters.
local function line_for(datagram)
  local message = syslog.decode(datagram)
  if not message then return nil end
  local printable = byte_span.printable
  local host, program = printable((message.hostname or "-"):sub(1, 255)), printable((message.app or "-"):sub(1, 48))
  return ("%-8s %-8s %-7s %s"):format(host, program, message.severity, printable(message.message))
end

local m, filled = mutex.new(), condition_variable.new()
local queue, dropped, finished = {}, 0, false

local function handle()
  while true do
    local line
    do
      local _ <close> = m:lock_guard()
      while #queue == 0 do
        if finished then return end
        filled:wait(m)
      end
      line = table.remove(queue, 1)
    end
    print(line_for(line) or 'no syslog message: "' .. byte_span.printable(line) .. '"')
  end
end

local function receive(sock)
  local buf = byte_span.new(8192)
  while true do
    local count = sock:receive(buf)
    if #queue < QUEUE then
      queue[#queue + 1] = tostring(buf:slice(1, count))
      filled:notify_one()
    else
      dropped = dropped + 1
    end
  end
end

-- Returns the number of datagrams that the kernel has dropped because the receive buffers of a port were full. Linux
-- shows it in its lists of sockets. Other sockets of the port, on other addresses, are included.
local function kernel_drops(port)
  local drops = "an unknown number"
  for _, name in ipairs {"/proc/net/udp", "/proc/net/udp6"} do
    local file <close> = io.open(name)
    for line in file and file:lines() or function() end do
      local its_port, count = line:match("^ *%d+: %x+:(%x+) .* (%d+) *$")
      if its_port and tonumber(its_port, 16) == port then drops = (tonumber(drops) or 0) + tonumber(count) end
    end
  end
  return drops
end

local sock = ip.udp.socket.new()
local address, port = ip.address.loopback_v4(), 0
if ... then address, port = ip.toendpoint((...)) end
sock:open(address)
sock:set_option("receive_buffer_size", 1 << 20) -- the queue of datagrams that arrive while handlers run
sock:bind(address, port)
if ... then print("listening at " .. ip.tostring(sock.local_address, sock.local_port)) end

local receiver = spawn(receive, sock)
local handler = spawn(function()
  scope_cleanup_push(function() receiver:interrupt() end) -- without a handler, nobody would take received messages
  handle()
end)
local signals = system.signal.set.new(system.signal.SIGTERM, system.signal.SIGINT)

if not ... then -- the demonstration: a few messages, and then the signal
  local client = ip.udp.socket.new()
  client:connect(sock.local_address, sock.local_port)
  for _, line in ipairs {
    "<34>Oct 11 22:14:15 mymachine su[230]: 'su root' failed on /dev/pts/8",
    '<165>1 2026-10-11T22:14:15.003Z web01 evntslog - ID47 [example@32473 eventID="1011"] An application event',
    "<14>1 2026-10-11T22:14:16Z web02 app 77 - - started",
    "who goes there",
  } do
    client:send(byte_span.append(line))
  end
  while sock:io_control("bytes_readable") > 0 do this_fiber.yield() end
  system.signal.raise(system.signal.SIGTERM)
end

local stopper = spawn(function()
  signals:wait()
  receiver:interrupt()
end)
scope_cleanup_push(function()
  for _, fiber in ipairs {stopper, receiver, handler} do fiber:interrupt() end
end)
local ok, e = pcall(receiver.join, receiver)
finished = true
filled:notify_all()
handler:join() -- received messages are still handled
if not ok then error(e, 0) end
local lost = kernel_drops(sock.local_port)
print("ended; " .. dropped .. " messages dropped here, and " .. lost .. " by the kernel for this port")
