local project = dofile("support/project.lua")
local p <close> = project.new {
  ["spec/net_spec.lua"] = [[
local function udp()
  local sock = require("ip").udp.socket.new()
  sock:open("v4")
  sock:bind("127.0.0.1", 0)
  return sock
end
local shared = udp()
it("passes", function() shared:send_to(byte_span.append("of another test"), "127.0.0.1", 9) end)
it("fails", function()
  shared:send_to(byte_span.append("question"), "127.0.0.1", 9)
  local sock = udp()
  sock:send_to(byte_span.append("x"), "127.0.0.1", sock.local_port)
  sock:receive(byte_span.new(10))
  sock:close()
  assert.are.equal("answer", "")
end)
it("has no socket", function() error("failed", 0) end)
]],
}
for _, arguments in ipairs {{"--recorder", "256"}, {"--recorder", "0"}} do
  local result = p:run("test", "--reporter", "tap", table.unpack(arguments))
  local text = project.stable(result.stdout):gsub("%d%d:%d%d:%d%d%.%d+", "TIME")
  text = text:gsub([[\n  TIME report about 127%.0%.0%.1:9: Connection refused %(.-%)]], "") -- not with each backend
  print(result.exit_code)
  print((text:gsub("127%.0%.0%.1:%d%d+", "127.0.0.1:PORT")))
end
