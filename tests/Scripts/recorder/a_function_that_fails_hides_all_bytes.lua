-- options: --recorder 256 --redact support/fail.lua
local sock = ip.udp.socket.new()
sock:open("v4")
sock:bind("127.0.0.1", 0)
local ways = {
  "error", "nil", "table", "described", "number", "nothing", "shorter", "longer", "loop", "caught", "closing",
  "compare", "depth", "pcalls", "concatenation", "repetition", "memory", "finalizer",
}
for _, way in ipairs(ways) do
  sock:send_to(byte_span.append(way), "127.0.0.1", sock.local_port)
  sock:send_to(byte_span.append("= harmless"), "127.0.0.1", sock.local_port)
end
local events = ip.udp.recording()
for i, way in ipairs(ways) do
  print(way, events[2 * i - 1].bytes == ("\0"):rep(#way), events[2 * i].bytes)
end
