-- options: --log-level error
local shipped, time = dofile("support/shipped.lua"), require "time"

local function attack(loopback)
  local listener <close>, endpoint = shipped.listener(loopback)
  local run, buf = shipped.start("dns_lookup.lua", "Moon.example", endpoint), byte_span.new(2000)

  for kind = 1, 2 do
    local question, address, port
    repeat -- the client may have repeated its first question
      local count
      count, address, port = time.with_timeout(shipped.LIMIT, listener.receive_from, listener, buf)
      question = tostring(buf:slice(1, count))
    until question:sub(-4) == (kind == 1 and "\0\1\0\1" or "\0\28\0\1")
    local id, asked = question:sub(1, 2), question:sub(13)
    local function send(text) listener:send_to(byte_span.append(text), address, port) end
    local head = "\x84\0\0\1\0\1\0\0\0\0"
    local record = "\xC0\x0C\0\16\0\1\0\0\0\1\0\2\27["
    for _, text in ipairs {
      string.char(id:byte() ~ 1) .. id:sub(2) .. head .. asked .. record, -- another ID
      id .. "\x84\3\0\1\0\0\0\0\0\0" .. asked:sub(1, -2), -- a question whose end is only in the datagram before
      id .. "\4\0" .. head:sub(3) .. asked .. record, -- a question
      id .. "\xA4\0" .. head:sub(3) .. asked .. record, -- another operation
      id .. "\x84\0\0\0" .. head:sub(5) .. asked .. record, -- no question
      id .. head .. "\4evil\7example\0" .. asked:sub(-4) .. record, -- another name
      id .. head .. asked:sub(1, -5) .. "\0\16\0\1" .. record, -- another type
      id .. head .. asked:sub(1, -3) .. "\0\3" .. record, -- another class
      id .. head .. asked .. "\xC0" .. string.char(#question) .. record, -- a pointer to itself
      id .. head .. asked .. "\xC0\xFF" .. record, -- a pointer beyond the end
      id .. head .. asked .. "\x40" .. ("a"):rep(64) .. "\0" .. record:sub(3), -- a label that is too long
      id .. head .. asked .. ("\63" .. ("a"):rep(63)):rep(5) .. "\0" .. record, -- a name that is too long
      id .. head .. asked .. "\xC0\x0C\0\1\0\1\0\0\0\1\0\x04123", -- a record without its end
      id .. "\x84\0\0\1\xff\xff\0\0\0\0" .. asked .. record, -- missing records
    } do
      send(text)
    end
    local other = string.char(id:byte() ~ 1)
    shipped.fuzz(run, run.sockets[kind], {other .. id:sub(2) .. head .. asked .. record}, 300, function(text)
      send(text:sub(1, 2) == id and "" or text)
    end, function()
      send(id .. head .. asked:upper():sub(1, -5) .. asked:sub(-4) .. "\4e\27v.\0\0\1\0\1\0\0\0\1\0\4\1\2\3\4")
      shipped.await(function() return #run.printed == kind end)
    end)
  end
  run.fiber:join()
  for _, line in ipairs(run.printed) do print(line) end
end

attack("127.0.0.1")
attack("::1")
