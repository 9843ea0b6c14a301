local native, host = ...
local define, mt = host.define, native["ip.udp.socket"]

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
  receive = define(native.receive),
  receive_from = define(native.receive_from),
  receive_with_info = define(native.receive_with_info),
  send = define(native.send),
  send_to = define(native.send_to),
  send_from = define(native.send_from),
}

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
