local captures = dofile("support/captures.lua")
local replays, project = dofile("support/replays.lua"), dofile("../testing_runner/support/project.lua")
local dns = require "moonwire.proto.dns"
local v4 = captures.v4

local function ask(id, name)
  return v4("10.0.0.1", 1000, "10.0.0.2", 53, dns.encode {id = id, questions = {{name = name, type = "A"}}})
end

local function answer(id, name, value, ttl)
  return v4("10.0.0.2", 53, "10.0.0.1", 1000, dns.encode {
    id = id, response = true, questions = {{name = name, type = "A"}},
    answers = {{name = name, type = "A", ttl = ttl, value = value}},
  })
end

local p <close> = project.new {
  ["x.pcapng"] = captures.pcapng("raw", {
    ask(1, "one.example.org"), answer(1, "one.example.org", "192.0.2.1", 60),
    ask(2, "one.example.org"), answer(2, "one.example.org", "192.0.2.1", 59),
    v4("10.0.0.3", 2000, "10.0.0.2", 53, "first?"), v4("10.0.0.1", 1000, "10.0.0.2", 53, "second?"),
    v4("10.0.0.2", 53, "10.0.0.3", 2000, "first!"), v4("10.0.0.2", 53, "10.0.0.1", 1000, "second!"),
    v4("10.0.0.3", 2000, "10.0.0.2", 53, "same?"), v4("10.0.0.2", 53, "10.0.0.3", 2000, "short"),
    v4("10.0.0.3", 2000, "10.0.0.2", 53, "same?"), v4("10.0.0.2", 53, "10.0.0.3", 2000, "longer"),
  }),
  ["broken.pcap"] = "no capture",
}
p:show("init", "test", "--from", "x.pcapng", "--ignore", "0+2")
io.write(p:read("spec/x_spec.lua"))
p:show("init", "test", "--from", "x.pcapng", "--ignore", "0+2")
p:show("init", "test", "--from", "broken.pcap")
p:show("init", "test", "--from", "x.pcapng", "--ignore", "no")
p:show("init", "test", "--ignore", "0+2")

local child, port = replays.server(p.folder .. "/x.pcapng", "--at", "127.0.0.1:0", "--fast")
local result = p:run("test", "--reporter", "tap", {SERVER = "127.0.0.1:" .. port})
print((result.stdout:gsub(" #[^\n]*", "")), result.exit_code)
replays.finish(child)
