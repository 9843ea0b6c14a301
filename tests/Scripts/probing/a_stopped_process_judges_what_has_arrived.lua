-- The process does not run while the answer arrives and its time ends.
local prober = dofile("support/prober.lua")
local system, time = require "system", require "time"
local signal = system.signal
local child

-- Stops the process, sends the datagram, and continues the process after its time was up.
local function delayed(send)
  child:kill(signal.SIGSTOP)
  send()
  time.sleep(3)
  child:kill(signal.SIGCONT)
end

local is_delayed = false
local port = prober.server(function(datagram, answer)
  if is_delayed then delayed(function() answer(datagram) end) else answer(datagram) end
end)
local function run(...)
  child = prober.start(...)
  local text = prober.read_all(child.stdout)
  return child:wait(), text
end
-- The first run only makes the server quick, so that the process is stopped in time.
run("echo://127.0.0.1:" .. port)
is_delayed = true
for _, more in ipairs {{"--retries", "0"}, {"--count", "1"}} do
  local status, text = run("echo://127.0.0.1:" .. port, "--timeout", "2.5", more[1], more[2])
  print(status, text:find("1 of 1 answered") ~= nil or text:find("answered in") ~= nil)
end

child = prober.start("--listen", "127.0.0.1:0", "--within", "2.5", "--expect", "hello")
local buffer, text = byte_span.new(200), ""
while not text:find("\n") do text = text .. tostring(buffer:slice(1, child.stderr:read_some(buffer))) end
local listening = tonumber(text:match(":(%d+)\n"))
local sock = prober.socket()
delayed(function() sock:send_to(byte_span.append("hello"), "127.0.0.1", listening) end)
print(child:wait())
