local captures = dofile("support/captures.lua")
local system = require "system"
local path = captures.file(captures.pcapng("raw", {
  captures.v4("10.0.0.1", 1000, "10.0.0.2", 53, "\0\1ask"), captures.v4("10.0.0.2", 53, "10.0.0.1", 1000, "\0\1answer"),
}))

local function read_all(stream)
  local buffer, parts = byte_span.new(4096), {}
  while true do
    local ok, count = pcall(stream.read_some, stream, buffer)
    if not ok then return table.concat(parts) end
    parts[#parts + 1] = tostring(buffer:slice(1, count))
  end
end

-- Asks a replayed server. The number at the start of the question is another number than in the recording.
local function ask(question, ...)
  local options = captures.options("replay", path, "--as", "server", "--at", "127.0.0.1:0", "--fast", ...)
  options.stdout, options.stderr = "pipe", "pipe"
  local child = system.spawn(options)
  local line, buffer = "", byte_span.new(100)
  while not line:find("\n") do
    line = line .. tostring(buffer:slice(1, child.stderr:read_some(buffer)))
  end
  local sock = ip.udp.socket.new()
  sock:open("v4")
  sock:send_to(byte_span.append(question), "127.0.0.1", tonumber(line:match(":(%d+)\n")))
  if question:find("ask") then
    local count = sock:receive_from(buffer)
    print(("%q"):format(tostring(buffer:slice(1, count))))
  end
  io.write(read_all(child.stdout))
  child:wait()
  print("status " .. child.exit_code)
  sock:close()
end

ask("\0\1ask")
ask("\0\7ask", "--ignore", "0+2")
ask("\0\1other")

-- The replayed client asks a server.
local server = ip.udp.socket.new()
server:open("v4")
server:bind("127.0.0.1", 0)
local function client(answer)
  local asked = spawn(function()
    local buffer = byte_span.new(100)
    local _, from, port = server:receive_from(buffer)
    server:send_to(byte_span.append(answer), from, port)
  end)
  local result = system.run(
    captures.options("replay", path, "--as", "client", "--at", "127.0.0.1:" .. server.local_port))
  asked:join()
  io.write(result.stdout, result.stderr, "status ", result.exit_code, "\n")
end
client("\0\1answer")
client("\0\1Answer")
server:close()
print(system.run(captures.options(
  "replay", path, "--as", "server", "--at", "127.0.0.1:0", "--timeout", "0.01")).exit_code)
os.remove(path)
