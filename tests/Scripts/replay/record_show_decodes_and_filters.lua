local captures = dofile("support/captures.lua")
local system = require "system"
local dns, tftp = require "moonwire.proto.dns", require "moonwire.proto.tftp"
local question = {id = 7, rd = true, questions = {{name = "www.example.org", type = "A"}}}
local answer = {
  id = 7, response = true, rd = true, ra = true, questions = question.questions,
  answers = {{name = "www.example.org", type = "A", ttl = 60, value = "192.0.2.1"}},
}
local file = captures.pcap("raw", {
  captures.v4("10.0.0.1", 1000, "10.0.0.2", 53, dns.encode(question)),
  captures.v4("10.0.0.2", 53, "10.0.0.1", 1000, dns.encode(answer)),
  captures.v4("10.0.0.1", 1001, "10.0.0.2", 69, tftp.encode {op = "RRQ", file = "boot.cfg", mode = "octet"}),
  captures.v4("10.0.0.1", 1002, "10.0.0.3", 5300, dns.encode(question)),
  captures.v4("10.0.0.1", 1003, "10.0.0.2", 53, "no DNS message"),
  captures.v4_packet(1, string.pack(">BBI2I4", 3, 3, 0, 0) .. captures.v4("10.0.0.1", 1000, "10.0.0.2", 53, "")),
})
local function show(...)
  print(...)
  captures.show(file, "record", "show", ...)
end
show()
show("--bytes", "0", "--decode", "5300=dns", "--conversation", "10.0.0.1:1002")
show("--bytes", "0", "--conversation", "10.0.0.2:53")
show("--bytes", "0", "--conversation", "10.0.0.3")
show("--json", "--conversation", "10.0.0.1:1000")
show("--decode", "5300=nothing")
show("--decode", "99999=dns")
show("--conversation", "somewhere")

print("standard input")
local options = captures.options("record", "show", "-", "--bytes", "0")
options.input = file
local result = system.run(options)
print(#result.stdout > 100, result.stderr, result.exit_code)

-- A reader may close the pipe. The rest of the output does not fit into the pipe.
local many = {}
for i = 1, 5000 do many[i] = captures.v4("10.0.0.1", 1000, "10.0.0.2", 4000, "hello") end
local path = captures.file(captures.pcap("raw", many))
options = captures.options("record", "show", path)
options.stdout, options.stderr = "pipe", "pipe"
local child = system.spawn(options)
local buffer = byte_span.new(100)
child.stdout:read_some(buffer)
child.stdout:close()
local ok, e = pcall(child.stderr.read_some, child.stderr, buffer)
print("errors:", ok, e.symbol)
child:wait()
os.remove(path)
