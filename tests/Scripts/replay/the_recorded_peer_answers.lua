local captures, replays = dofile("support/captures.lua"), dofile("support/replays.lua")
local system = require "system"
local path = captures.file(captures.pcapng("raw", {
  captures.v4("10.0.0.1", 1000, "10.0.0.2", 53, "\0\1ask"), captures.v4("10.0.0.2", 53, "10.0.0.1", 1000, "\0\1answer"),
}))

-- Asks a replayed server. The number at the start of the question may be another number than in the recording.
local function ask(question, ...)
  local child, port = replays.server(path, "--at", "127.0.0.1:0", "--fast", ...)
  local sock = replays.socket()
  if question:find("ask$") then
    replays.ask(sock, question, port)
  else
    sock:send_to(byte_span.append(question), "127.0.0.1", port)
  end
  replays.finish(child)
  sock:close()
end

ask("\0\1ask")
ask("\0\7ask", "--ignore", "0+2")
ask("\0\1other")
ask("\0\7other", "--ignore", "0+2")
ask("\0\1ask me")

-- The replayed client asks a server.
local server = replays.socket()
local function client(answer)
  replays.client(path, server, function()
    local _, from, port = replays.receive(server)
    server:send_to(byte_span.append(answer), from, port)
  end)
end
client("\0\1answer")
client("\0\1Answer")

-- Another socket answers.
local other = replays.socket()
replays.client(path, server, function()
  local _, from, port = replays.receive(server)
  other:send_to(byte_span.append("\0\1answer"), from, port)
end)
server:close()
other:close()
local function run(...)
  local result = system.run(captures.options("replay", path, ...))
  io.write(result.stdout, replays.stable(result.stderr), "status ", result.exit_code, "\n")
end
run("--as", "server", "--at", "127.0.0.1:0", "--timeout", "0.01")
os.remove(path)
