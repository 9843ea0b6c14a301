-- Shows what the detail of a time-out says, without times and ports that differ between runs.
local time = require "time"
local ports = dofile("../support/ports.lua")
local verdict = {
  names = {},
  advice = ", or set the option receive_errors, which shows reports by ICMP",
}

-- Returns a new socket that is bound to a loopback address, and calls its endpoint `name` in the texts.
function verdict.socket(name, address, family)
  local sock = ip.udp.socket.new()
  sock:open(family or "v4")
  ports.bind(sock, address or "127.0.0.1") -- so that no other test gets the port of a socket that was closed
  if name then verdict.name(sock, name) end
  return sock
end

function verdict.name(sock, name)
  verdict.names[#verdict.names + 1] = {ip.tostring(sock.local_address, sock.local_port), name}
end

-- Returns the endpoint of a socket that is closed. The recorder keeps no socket without datagrams.
function verdict.closed(name, address, family)
  local sock = verdict.socket(name, address, family)
  local endpoint = {local_address = sock.local_address, local_port = sock.local_port}
  sock:close()
  return endpoint
end

-- Returns the endpoint of a peer that never answers. The descriptor belongs to no socket of the program.
function verdict.silent(name, address, family)
  local sock = verdict.socket(name, address, family)
  return {local_address = sock.local_address, local_port = sock.local_port, descriptor = sock:release()}
end

-- Returns the endpoint of a peer in another process. The peer answers the datagram "answer", and no other.
function verdict.peer(name)
  local system = require "system"
  local program = system.arguments[1]
  local child = system.spawn{
    program = program, arguments = {program, "support/peer.lua"}, stdin = "pipe", stdout = "pipe",
  }
  local peer = {
    local_address = ip.address.loopback_v4(), local_port = tonumber(child:wait_for_line("%d+", 60)), child = child,
  }
  verdict.name(peer, name)
  return peer
end

-- Returns a text with the names of the endpoints instead of their addresses, without times, and without the advice that
-- a socket gets if moonwire does not ask for reports by itself.
function verdict.text(detail)
  local text = detail:gsub("^waiting for (%S+) on .- that with_timeout allowed", "%1")
  text = text:gsub(verdict.advice, "")
  for _, pair in ipairs(verdict.names) do
    local at = text:find(pair[1], 1, true)
    while at do
      text = text:sub(1, at - 1) .. pair[2] .. text:sub(at + #pair[1])
      at = text:find(pair[1], at, true)
    end
  end
  return (text:gsub("less than 0%.001 s ", "T s "):gsub("[%d.]+ s ", "T s "))
end

-- Returns the error of a receive that ends with a time-out.
function verdict.time_out(sock, seconds)
  local ok, e = pcall(time.with_timeout, seconds or 0.01, sock.receive_from, sock, byte_span.new(100))
  assert(not ok and e.symbol == "ETIMEDOUT", "the receive has not ended with a time-out")
  return e
end

function verdict.show(sock, seconds) print(verdict.text(verdict.time_out(sock, seconds).detail)) end

function verdict.send(from, to, text)
  from:send_to(byte_span.append(text or "question"), to.local_address, to.local_port)
end

return verdict
