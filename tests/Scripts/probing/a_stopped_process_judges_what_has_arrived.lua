-- The process does not run while the answer arrives and its time ends.
local prober = dofile("support/prober.lua")
local system, time = require "system", require "time"
local signal = system.signal
local child

-- Stops the process, sends the datagram, and continues the process after its time was up.
local function delayed(send)
  child:kill(signal.SIGSTOP)
  send()
  time.sleep(1.5)
  child:kill(signal.SIGCONT)
end

local port = prober.server(function(datagram, answer)
  delayed(function() answer(datagram) end)
end)
local function run(...)
  child = prober.start(...)
  local text = prober.read_all(child.stdout)
  return child:wait(), text
end
for _, more in ipairs {{"--retries", "0"}, {"--count", "1"}} do
  local status, text = run("echo://127.0.0.1:" .. port, "--timeout", "1", more[1], more[2])
  print(status, text:find("1 of 1 answered") ~= nil or text:find("answered in") ~= nil)
end

child = prober.start("--listen", "127.0.0.1:0", "--within", "1", "--expect", "hello")
local buffer, text = byte_span.new(200), ""
while not text:find("\n") do text = text .. tostring(buffer:slice(1, child.stderr:read_some(buffer))) end
local listening = tonumber(text:match(":(%d+)\n"))
local sock = prober.socket()
delayed(function() sock:send_to(byte_span.append("hello"), "127.0.0.1", listening) end)
print(child:wait())
