-- options: --log-level error
local shipped = dofile("support/shipped.lua")

local function attack(endpoint)
  local run = shipped.start("syslog_receiver.lua", endpoint)
  local client = shipped.client(shipped.endpoint(run))
  shipped.await(function() return run.printed[1] end)
  table.remove(run.printed, 1) -- where it listens
  client.send("<14>1 t ho\0st\27[31m ap\rp 1 - - \27]0;title\7text\ntwo \xff\u{202e}")
  client.send("no\r\nmessage\27[2J\u{9b}")
  client.send("<14>Oct 11 22:14:15 host " .. ("a"):rep(8000) .. ": text")
  client.send("<14>Oct 11 22:14:15 ho\27[31m ap\27p[1]: \27]0;title\7text\ntwo \xff\u{202e}")
  shipped.await(function() return #run.printed == 4 end)
  print(run.printed[1])
  print(run.printed[2])
  print(#run.printed[3] < 200 and run.printed[3])
  print(run.printed[4])
  local samples = {"<34>Oct 11 22:14:15 mymachine su[230]: 'su root'",
    "<165>1 2026 web01 evntslog - ID47 [a b=\"c\"] text"}
  shipped.fuzz(run, run.sockets[1], samples, 1000, client.send, function()
    client.send("<14>1 t h a 1 - - good")
    shipped.await(function() return run.printed[#run.printed]:find("good", 1, true) end)
    for _, line in ipairs(run.printed) do
      assert(not line:find("%c") and utf8.len(line), "a line that is not printable")
    end
    print(#run.printed)
  end)
  run.sockets[1]:close()
  print(pcall(run.fiber.join, run.fiber))
end

attack("127.0.0.1:0")
attack("[::1]:0")
