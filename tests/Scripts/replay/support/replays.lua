-- Starts `moonwire replay` and speaks with it.
local captures = dofile("support/captures.lua")
local system = require "system"
local replays = {}

local function read_all(stream)
  local buffer, parts = byte_span.new(4096), {}
  while true do
    local ok, count = pcall(stream.read_some, stream, buffer)
    if not ok then return table.concat(parts) end
    parts[#parts + 1] = tostring(buffer:slice(1, count))
  end
end

-- Returns the text with PORT instead of ports of this machine.
function replays.stable(text)
  return (text:gsub("127%.0%.0%.1:%d+", "127.0.0.1:PORT"):gsub("%[::1%]:%d%d%d%d%d", "[::1]:PORT"))
end

-- Starts a replayed server, and returns the process and the port.
function replays.server(path, ...)
  local options = captures.options("replay", path, "--as", "server", ...)
  options.stdout, options.stderr = "pipe", "pipe"
  local child = system.spawn(options)
  local line, buffer = "", byte_span.new(100)
  while not line:find("\n") do
    line = line .. tostring(buffer:slice(1, child.stderr:read_some(buffer)))
  end
  return child, tonumber(line:match(":(%d+)\n"))
end

-- Prints the output of a replay that ends, and its status.
function replays.finish(child)
  io.write(replays.stable(read_all(child.stdout)), replays.stable(read_all(child.stderr)))
  child:wait()
  print("status " .. child.exit_code)
end

-- Returns a socket.
function replays.socket(address)
  local sock = ip.udp.socket.new()
  sock:open(address or "127.0.0.1")
  sock:bind(address or "127.0.0.1", 0)
  return sock
end

function replays.receive(sock)
  local buffer = byte_span.new(2000)
  local count, address, port = sock:receive_from(buffer)
  return tostring(buffer:slice(1, count)), address, port
end

-- Sends bytes, and prints and returns the answer.
function replays.ask(sock, bytes, port, address)
  sock:send_to(byte_span.append(bytes), address or "127.0.0.1", port)
  local answer, from, from_port = replays.receive(sock)
  print(("%q"):format(answer))
  return answer, from, from_port
end

-- Runs a replayed client against a socket of this process, and prints the output and the status.
function replays.client(path, server, serve, ...)
  local options = captures.options("replay", path, "--as", "client", "--at",
    ip.tostring(server.local_address, server.local_port), ...)
  local fiber = spawn(serve)
  local result = system.run(options)
  fiber:join()
  io.write(replays.stable(result.stdout), replays.stable(result.stderr), "status ", result.exit_code, "\n")
end

return replays
