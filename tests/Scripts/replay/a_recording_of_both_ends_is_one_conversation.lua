local captures, replays = dofile("support/captures.lua"), dofile("support/replays.lua")
local pack = string.pack

-- Each datagram was recorded by the socket that sent it, and by the socket that received it. The server's socket was
-- bound to any address.
local function twice(from, from_port, to, to_port, bytes, from_known, to_known)
  local function block(direction, packet)
    return captures.enhanced("<", 0, 1000000, packet, 2, pack("<I4", direction))
  end
  return block(2, captures.v4(from_known or from, from_port, to, to_port, bytes))
    .. block(1, captures.v4(from, from_port, to_known or to, to_port, bytes))
end
local path = captures.file(captures.section("<") .. captures.interface("<", "raw")
  .. twice("10.0.0.1", 1000, "10.0.0.2", 53, "ask", nil, "0.0.0.0")
  .. twice("10.0.0.2", 53, "10.0.0.1", 1000, "answer", "0.0.0.0")
  .. twice("10.0.0.1", 1000, "10.0.0.2", 53, "ask", nil, "0.0.0.0")
  .. twice("10.0.0.2", 53, "10.0.0.1", 1000, "answer", "0.0.0.0"))
local child, port = replays.server(path, "--at", "127.0.0.1:0", "--fast")
local sock = replays.socket()
replays.ask(sock, "ask", port)
replays.ask(sock, "ask", port)
replays.finish(child)
sock:close()
os.remove(path)
