-- Servers on fibers, and runs of `moonwire probe`.
local system = require "system"
local ports = dofile("../support/ports.lua")

local prober = {}

-- Opens a server. Calls handle(datagram, answer, number, port) for each datagram: answer(bytes[, socket]) sends to the
-- client. Returns the port and the socket.
function prober.server(handle, address, port)
  local sock = ip.udp.socket.new()
  address = ip.address.new(address or "127.0.0.1")
  sock:open(address)
  sock:bind(address, port or 0)
  spawn({daemon = true}, function()
    local buffer, number = byte_span.new(65535), 0
    while true do
      local count, from, from_port = sock:receive_from(buffer)
      number = number + 1
      handle(tostring(buffer:slice(1, count)), function(bytes, other)
        (other or sock):send_to(byte_span.append(bytes), from, from_port)
      end, number, from_port)
    end
  end)
  return sock.local_port, sock
end

-- Opens a server that sends each datagram back.
function prober.echo(address, port)
  return prober.server(function(datagram, answer) answer(datagram) end, address, port)
end

-- Returns a port on which nothing listens.
function prober.closed(address)
  return ports.closed(address)
end

function prober.socket(address)
  local sock = ip.udp.socket.new()
  address = ip.address.new(address or "127.0.0.1")
  sock:open(address)
  sock:bind(address, 0)
  return sock
end

-- Returns the options of system.run for `moonwire probe` with arguments. The last argument may be a table of options.
local function options(...)
  local arguments, more = {...}, nil
  if type(arguments[#arguments]) == "table" then more = table.remove(arguments) end
  local program = system.arguments[1]
  local result = {program = program, arguments = {program, "probe", table.unpack(arguments)}}
  for name, value in pairs(more or {}) do result[name] = value end
  return result
end

-- Runs the command and returns the result of system.run.
function prober.run(...) return system.run(options(...)) end

-- Starts the command with pipes and returns the child.
function prober.start(...)
  local start = options(...)
  start.stdout, start.stderr = "pipe", "pipe"
  return system.spawn(start)
end

-- Reads the output of a child until its end.
function prober.read_all(stream)
  local buffer, parts = byte_span.new(4096), {}
  while true do
    local ok, count = pcall(stream.read_some, stream, buffer)
    if not ok then return table.concat(parts) end
    parts[#parts + 1] = tostring(buffer:slice(1, count))
  end
end

local names = {}

-- From now on, shows a number, such as a port, by a name.
function prober.name(number, name) names[tostring(number)] = name end

-- Returns the text without what differs from run to run.
function prober.stable(text)
  return (text:gsub("%d+", names)
    :gsub("%d+%.?%d* ms", "T"):gsub("%d+%.%d s%f[%W]", "T"):gsub("from port %d+", "from port P")
    :gsub("port %d+ got", "port P got"):gsub("fresh one, %d+", "fresh one, F")
    :gsub("the protocols are [^\n]*", "the protocols are ...")
    :gsub("closed port %d+ of", "closed port C of"):gsub("[^ \n]*/?moonwire: ", "moonwire: "))
end

-- Runs the command. Prints the stable output and the status.
function prober.show(...)
  local result = prober.run(...)
  io.write(prober.stable(result.stdout))
  if result.stderr ~= "" then io.write("standard error: ", prober.stable(result.stderr)) end
  print("status " .. result.exit_code)
  return result
end

-- Runs a shell command.
function prober.shell(command)
  local result = system.run {program = "sh", arguments = {"sh", "-c", command}}
  assert(result.exit_code == 0, command .. ": " .. result.stderr)
  return result.stdout
end

return prober
