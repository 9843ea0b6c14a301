local native, host = ...
local define, yield, TOKEN = host.define, host.yield, host.TOKEN
local mt = native["ip.udp.socket"]
local receive, receive_from, send, send_to = native.receive, native.receive_from, native.send, native.send_to
local receive_with_info, send_from = native.receive_with_info, native.send_from
local error = error

local open = define(native.open)

local methods = {
  bind = define(native.bind),
  connect = define(native.connect),
  close = define(native.close),
  cancel = define(native.cancel),
  disconnect = define(native.disconnect),
  shutdown = define(native.shutdown),
  assign = define(native.assign),
  release = define(native.release),
  io_control = define(native.io_control),
  set_option = define(native.set_option),
  get_option = define(native.get_option),
}

-- What runs for each datagram is written out: a fixed number of parameters costs less than "...".

function methods.receive(self, buffer, flags)
  local err, count, whole = receive(self, buffer, flags)
  if err then
    if err == true then err, count, whole = yield(TOKEN) end
    if err then error(err, 0) end
  end
  if whole then return count, whole end
  return count
end

function methods.send(self, buffer, flags)
  local err, count = send(self, buffer, flags)
  if err then
    if err == true then err, count = yield(TOKEN) end
    if err then error(err, 0) end
  end
  return count
end

function methods.send_to(self, buffer, address, port, flags)
  local err, count = send_to(self, buffer, address, port, flags)
  if err then
    if err == true then err, count = yield(TOKEN) end
    if err then error(err, 0) end
  end
  return count
end

function methods.receive_from(self, buffer, flags)
  local err, count, address, port, whole = receive_from(self, buffer, flags)
  if err then
    if err == true then err, count, address, port, whole = yield(TOKEN) end
    if err then error(err, 0) end
  end
  if whole then return count, address, port, whole end
  return count, address, port
end

function methods.receive_with_info(self, buffer, flags)
  local err, count, address, port, info = receive_with_info(self, buffer, flags)
  if err then
    if err == true then err, count, address, port, info = yield(TOKEN) end
    if err then error(err, 0) end
  end
  return count, address, port, info
end

function methods.send_from(self, buffer, address, port, ...)
  local err, count = send_from(self, buffer, address, port, ...)
  if err then
    if err == true then err, count = yield(TOKEN) end
    if err then error(err, 0) end
  end
  return count
end

-- Read through properties, because sock.open('v4') works as sock:open('v4'), as the reference page has it.
local properties = {
  is_open = define(native.is_open),
  local_address = define(native.local_address),
  local_port = define(native.local_port),
  remote_address = define(native.remote_address),
  remote_port = define(native.remote_port),
  open = function(self)
    return function(first, ...)
      if first == self then return open(self, ...) end
      return open(self, first, ...)
    end
  end,
}

host.members(mt, methods, properties)
mt.__tostring = define(native.__tostring)
mt.__close = methods.close

return {new = define(native.new)}
