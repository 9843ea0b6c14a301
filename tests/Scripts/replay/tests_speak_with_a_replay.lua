local captures = dofile("support/captures.lua")
local replays, project = dofile("support/replays.lua"), dofile("../testing_runner/support/project.lua")
local v4 = captures.v4
local capture = captures.pcapng("raw", {
  v4("10.0.0.1", 1000, "10.0.0.2", 53, "ask"), v4("10.0.0.2", 53, "10.0.0.1", 1000, "answer"),
  v4("10.0.0.1", 1000, "10.0.0.2", 53, "bye"),
})
local p <close> = project.new {
  ["x.pcapng"] = capture,
  ["spec/a_spec.lua"] = [[
local test = require "moonwire.test"
local client
before_each(function()
  client = ip.udp.socket.new()
  client:open("v4")
end)
after_each(function() client:close() end)

-- Sends texts to the replayed server, and returns the server.
local function talk(...)
  local server = test.replay("x.pcapng", {fast = true, timeout = 0.5})
  for _, text in ipairs {...} do
    client:send_to(byte_span.append(text), server.address, server.port)
    if text == "ask" then assert.datagram(client, {from = {server.address, server.port}, equals = "answer"}) end
  end
  return server
end

it("passes", function() talk("ask", "bye") end)
it("passes when it waits for the end", function() talk("ask", "bye"):finish() end)
it("differs", function() talk("ask", "later") end)
it("waits for an answer that a difference prevents", function()
  local server = test.replay("x.pcapng")
  client:send_to(byte_span.append("question"), server.address, server.port)
  assert.datagram(client, {within = 0.2})
end)
it("leaves a datagram out", function() talk("ask") end)
it("ends a replay", function() talk("ask"):close() end)
it("fails in another way", function()
  talk("ask")
  error("another way", 0)
end)
it("runs into its time limit", {timeout = 0.2}, function()
  talk("ask")
  require "moonwire.time".sleep(60)
end)
it("is a server", function()
  local server = ip.udp.socket.new()
  server:open("v4")
  server:bind("127.0.0.1", 0)
  finally(function() server:close() end)
  local replay = test.replay("x.pcapng", {as = "client", at = "127.0.0.1:" .. server.local_port, fast = true})
  local _, from, port = assert.datagram(server, {equals = "ask"})
  server:send_to(byte_span.append("answer"), from, port)
  assert.datagram(server, {equals = "bye"})
end)
]],
}
local result = p:run("test", "--reporter", "tap")
for line in result.stdout:gmatch("[^\n]+") do
  if line:match("ok %d") or line:match("message:") then print((replays.stable(line):gsub(" #.*", ""))) end
end
print(result.stderr, result.exit_code)
