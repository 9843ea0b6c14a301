local native, host = ...
local define = host.define

return {
  get_address_info = define(native.get_address_info),
  get_address_v4_info = define(native.get_address_v4_info),
  get_address_v6_info = define(native.get_address_v6_info),
  get_name_info = define(native.get_name_info),
  recording = define(native.recording),
}
