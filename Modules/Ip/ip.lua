local native, host = ...
local define = host.define
local setmetatable, tostring, fail = setmetatable, tostring, host.fail

-- Returns a table of flags, whose __index raises an error, because a misspelt flag would be nil.
local function flags(name, numbers)
  return setmetatable(numbers, {__index = function(_, key)
    fail(
      "generic", native.EINVAL, "index", 2,
      name .. " has no member '" .. tostring(key) .. "'" .. host.hint(key, numbers))
  end})
end

return {
  tostring = define(native.tostring),
  toendpoint = define(native.toendpoint),
  host_name = define(native.host_name),
  interfaces = define(native.interfaces),
  -- The numbers of Linux's sys/socket.h.
  message_flag = flags("ip.message_flag", {
    out_of_band = 1, peek = 2, do_not_route = 4, truncate = 32, end_of_record = 128,
  }),
  -- The numbers of Linux's netdb.h: AI_... and NI_....
  address_info_flag = flags("ip.address_info_flag", {
    passive = 1, canonical_name = 2, numeric_host = 4, v4_mapped = 8, all_matching = 16, address_configured = 32,
    numeric_service = 1024,
  }),
  name_info_flag = flags("ip.name_info_flag", {
    numeric_host = 1, numeric_service = 2, no_domain = 4, name_required = 8,
  }),
}
