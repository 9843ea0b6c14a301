-- options: --log-level error
local shipped, time = dofile("support/shipped.lua"), require "time"
local run = shipped.start("dns_lookup.lua")
local client = shipped.client(shipped.endpoint(run))
local question = "\x12\x34\1\0\0\1\0\0\0\0\0\0\3www\7example\3com\0\0\1\0\1"
local seed = shipped.fuzz({question}, 1000, function(text)
  pcall(client.send, text)
  this_fiber.yield()
end)
run.fiber:join() -- its own look-ups end well; its server ends with it
print(#run.printed >= 4 or "seed " .. seed)
