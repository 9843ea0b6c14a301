#!/usr/bin/env moonwire
-- A syslog receiver for both formats (RFC 3164 and RFC 5424): one fiber receives, others handle, with a bounded queue
-- between them, so that a burst of messages costs messages and not memory. It ends in order on SIGTERM.
-- Run it with: moonwire scripts/syslog_receiver.lua [ADDRESS:PORT]

local mutex, condition_variable, system = require "mutex", require "condition_variable", require "system"

local SEVERITIES <const> = {[0] = "emergency", "alert", "critical", "error", "warning", "notice", "information", "debug"}
local QUEUE <const> = 1000

local function parse(line)
  local priority, rest = line:match("^<(%d%d?%d?)>(.*)$")
  priority = tonumber(priority)
  if not priority or priority > 191 then return nil end
  local message = {facility = priority // 8, severity = SEVERITIES[priority % 8]}
  local host, program, text = rest:match("^1 %S+ (%S+) (%S+) %S+ %S+ (.*)$")
  if host then
    text = text:gsub("^%-%s?", "", 1):gsub("^%[.-[^\\]%]%s?", "", 1):gsub("^\xEF\xBB\xBF", "", 1)
  else
    host, program, text = rest:match("^%a%a%a [%d ]%d %d%d:%d%d:%d%d (%S+) ([^:%[%s]+)[^:]*: ?(.*)$")
  end
  message.host, message.program, message.text = host or "-", program or "-", text or rest
  return message
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
    local message = parse(line)
    if message then
      print(string.format("%-8s %-8s %-11s %s", message.host, message.program, message.severity, message.text))
    else
      print("no syslog message: " .. string.format("%q", line))
    end
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

-- Returns how many datagrams the kernel has dropped because the receive buffers of a port were full.
-- Linux has a column for them in its lists of sockets. Other sockets of the port, on other addresses, are counted too.
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
sock:set_option("receive_buffer_size", 1 << 20) -- what arrives while handlers run waits in the system
sock:bind(address, port)

local receiver, handler = spawn(receive, sock), spawn(handle)
local signals <close> = system.signal.set.new(system.signal.SIGTERM, system.signal.SIGINT)

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

signals:wait()
receiver:interrupt()
finished = true
filled:notify_all()
handler:join() -- what has been received is still handled
print("ended; " .. dropped .. " messages dropped here, and " .. kernel_drops(sock.local_port) .. " by the kernel for this port")
