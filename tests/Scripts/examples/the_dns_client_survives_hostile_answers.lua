-- options: --log-level error
local shipped, time = dofile("support/shipped.lua"), require "time"
local listener, buf = ip.udp.socket.new(), byte_span.new(2000)
listener:open("v4")
listener:bind("127.0.0.1", 0)
local run = shipped.start("dns_lookup.lua", "Moon.example", ip.tostring(listener.local_address, listener.local_port))

for kind = 1, 2 do
  local question, address, port
  repeat -- the client may have asked the first question again
    local count
    count, address, port = listener:receive_from(buf)
    question = tostring(buf:slice(1, count))
  until question:sub(-4) == (kind == 1 and "\0\1\0\1" or "\0\28\0\1")
  local id, asked = question:sub(1, 2), question:sub(13)
  local function send(text) listener:send_to(byte_span.append(text), address, port) end
  local head = "\x84\0\0\1\0\1\0\0\0\0"
  local record = "\xC0\x0C\0\16\0\1\0\0\0\1\0\2\27["
  send("\xff" .. question:sub(2, 2) .. head .. asked .. record .. "wrong ID")
  send(id .. "\4\0" .. head:sub(3) .. asked .. record) -- a question
  send(id .. head .. "\4evil\7example\0\0\1\0\1" .. record) -- another name
  send(id .. head .. asked:sub(1, -5) .. "\0\16\0\1" .. record) -- another type
  send(id .. head .. asked:sub(1, -3) .. "\0\3" .. record) -- another class
  send(id .. head .. asked .. "\xC0" .. string.char(#question) .. record) -- a pointer to itself
  send(id .. head .. asked .. "\x40" .. ("a"):rep(100)) -- a label that is too long
  send(id .. head .. asked .. ("\63" .. ("a"):rep(63)):rep(5) .. "\0" .. record) -- a name that is too long
  send(id .. head .. asked .. "\xC0\x0C\0\1\0\1\0\0\0\1\xff\xff1234") -- a record without its end
  shipped.fuzz({"\0\0" .. head .. asked .. record}, 300, function(text)
    if text:sub(1, 2) ~= id then send(text) end
    this_fiber.yield()
  end)
  -- The kernel may drop datagrams after so many, so the right answer is sent until it has come.
  while #run.printed < kind do
    send(id .. head .. asked:upper():sub(1, -5) .. asked:sub(-4) .. "\4e\27v.\0\0\1\0\1\0\0\0\1\0\4\1\2\3\4")
    time.sleep(0.01)
  end
end
run.fiber:join()
for _, line in ipairs(run.printed) do print(line) end
