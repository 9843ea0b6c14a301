local native, host = ...
local codes, unknown = host.define(native.codes), host.define(native.__index)

local groups = {basic = "system", netdb = "asio.netdb", addrinfo = "asio.addrinfo", misc = "asio.misc"}
for group, category in next, groups do
  groups[group] = host.maker("asio_error." .. group, function() return codes(group) end, function(code)
    return host.new_error(category, code)
  end, function(key)
    return unknown(group, key)
  end)
end

return host.maker("asio_error", function() return groups end, function(group)
  return group
end, function(key)
  return unknown(nil, key)
end)
