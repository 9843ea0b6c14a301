-- options: --log-level error
local shipped = dofile("support/shipped.lua")
local run = shipped.start("dns_lookup.lua")
run.held = true -- holds back the demonstration's own first answer
local client = shipped.client(shipped.endpoint(run))
local head, name = "\1\0\0\1\0\0\0\0\0\0", "\3www\7example\3com\0\0\1\0\1"

-- An answer, another operation, an incomplete name or question, and pointers that lead nowhere get no answer.
for _, text in ipairs {
  "\0\1\x81" .. head:sub(2) .. name, "\0\1\x21" .. head:sub(2) .. name, "\0\1" .. head .. name:sub(1, -2), "\0\1"
  .. head .. name:sub(1, 9),
  "\0\1" .. head .. "\xC0\x0C\0\1\0\1", "\0\1" .. head .. "\xC0\xFF\0\1\0\1", "\0\1" .. head, "\0\1" .. head .. "\x40"
  .. ("a"):rep(70) .. "\0\0\1\0\1",
} do
  client.send(text)
end
client.send("\0\2" .. head .. name)
print(client.hear():sub(1, 2) == "\0\2")
shipped.fuzz(run, run.sockets[1], {"\x12\x34" .. head .. name}, 1000, client.send, function()
  client.sock:close()
  client = shipped.client(run.sockets[1].local_address, run.sockets[1].local_port)
  client.send("\x56\x78" .. head .. name)
  print(client.hear():sub(1, 2) == "\x56\x78")
end)
run.held = false
run.fiber:join() -- the demonstration's own lookups succeed; its server ends with it
print(#run.printed)
