local native, host = ...
local define = host.define

return {
  tostring = define(native.tostring),
  toendpoint = define(native.toendpoint),
  host_name = define(native.host_name),
  -- The numbers of Linux's sys/socket.h.
  message_flag = {out_of_band = 1, peek = 2, do_not_route = 4, truncate = 32, end_of_record = 128},
}
