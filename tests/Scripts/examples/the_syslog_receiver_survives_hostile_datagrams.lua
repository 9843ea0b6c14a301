-- options: --log-level error
local shipped, system, time = dofile("support/shipped.lua"), require "system", require "time"
local run = shipped.start("syslog_receiver.lua", "127.0.0.1:0")
local client = shipped.client(shipped.endpoint(run))
client.send("<14>1 t ho\0st\27[31m ap\rp 1 - - \27]0;title\7text\ntwo \xff\u{202e}")
client.send("no\r\nmessage\27[2J\u{9b}")
client.send("<14>Oct 11 22:14:15 host " .. ("a"):rep(8000))
while #run.printed < 3 do time.sleep(0.001) end
print(run.printed[1])
print(run.printed[2])
print(#run.printed[3] < 200 and run.printed[3])
local seed = shipped.fuzz({"<34>Oct 11 22:14:15 mymachine su[230]: 'su root'", "<165>1 2026 web01 evntslog - ID47 [a b=\"c\"] text"}, 1000, function(text)
  client.send(text)
  this_fiber.yield()
end)
local before = #run.printed
while #run.printed == before or not run.printed[#run.printed]:find("good", 1, true) do
  client.send("<14>1 t h a 1 - - good")
  time.sleep(0.01)
end
for _, line in ipairs(run.printed) do assert(not line:find("%c") and utf8.len(line), "seed " .. seed) end
run.sockets[1]:close()
print(pcall(run.fiber.join, run.fiber))
