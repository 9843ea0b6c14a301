local captures = dofile("support/captures.lua")
local system = require "system"
local path = captures.file(captures.pcapng("raw", {
  captures.v4("10.0.0.1", 1000, "10.0.0.2", 53, "ask"), captures.v4("10.0.0.3", 1001, "10.0.0.4", 53, "ask"),
}))
local function run(...)
  local result = system.run(captures.options("replay", ...))
  io.write(result.stdout, (result.stderr:gsub(path, "FILE")), "status ", result.exit_code, "\n")
end
run()
run(path)
run(path, "--as", "peer")
run(path, "--as", "server")
run(path, "--as", "server", "--at", "127.0.0.1")
run(path, "--as", "server", "--at", "127.0.0.1:1", "--ignore", "2")
run(path, "--as", "server", "--at", "127.0.0.1:1", "--ignore", "2+0")
run(path, "--as", "server", "--at", "127.0.0.1:1", "--map", "10.0.0.1")
run(path, "--as", "server", "--at", "127.0.0.1:1", "--map", "10.0.0.1=x")
run(path, "--as", "server", "--at", "127.0.0.1:1")
run(path, "--as", "server", "--at", "127.0.0.1:1", "--conversation", "10.0.0.9")
run(path, "--as", "server", "--at", "127.0.0.1:1", "--conversation", "10.0.0.9:x")
run(path, "--as", "client", "--at", "127.0.0.1:0", "--conversation", "10.0.0.1")
run(path .. ".nothing", "--as", "client", "--at", "127.0.0.1:1")
run(path, "--as", "server", "--at", "192.0.2.1:5353", "--conversation", "10.0.0.1")
os.remove(path)

path = captures.file(captures.pcapng("raw", {captures.v4("10.0.0.1", 1000, "10.0.0.2", 53, "snapped"):sub(1, -3)}))
run(path, "--as", "server", "--at", "127.0.0.1:1")
os.remove(path)
