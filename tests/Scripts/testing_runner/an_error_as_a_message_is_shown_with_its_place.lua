local project = dofile("support/project.lua")
local p <close> = project.new {
  ["spec/net_spec.lua"] = [[
local with_timeout = require("moonwire.time").with_timeout
local function ask()
  local sock <close> = require("ip").udp.socket.new()
  sock:open("v4")
  sock:bind("127.0.0.1", 0)
  with_timeout(0, sock.receive, sock, byte_span.new(10))
end
it("has the error as the message of assert", function()
  local ok, e = pcall(ask)
  assert(ok, e)
end)
it("has the error as the message of an assertion", function()
  local ok, e = pcall(ask)
  assert.is_true(ok, e)
end)
]],
}
local result = p:run("test", "--reporter", "tap", "--recorder", "0")
print((project.stable(result.stdout):gsub("127%.0%.0%.1:%d+", "127.0.0.1:PORT")))
