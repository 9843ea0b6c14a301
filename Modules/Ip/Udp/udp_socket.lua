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
  try_receive_from = define(native.try_receive_from),
  try_send_to = define(native.try_send_to),
}

-- open is a property, so that sock.open('v4') works as sock:open('v4') does: the reference page uses both forms.
local properties = {
  is_open = define(native.is_open),
  local_address = define(native.local_address),
  local_port = define(native.local_port),
  remote_address = define(native.remote_address),
  remote_port = define(native.remote_port),
  open = function(self)
    return function(first, ...)
      local _ <close> = nil -- prevents a tail call, so that errors know whether this function was called with a colon
      if first == self then return open(self, ...) end
      return open(self, first, ...)
    end
  end,
}

host.members(mt, methods, properties)
mt.__tostring = define(native.__tostring)
mt.__close = methods.close

return {new = define(native.new)}
