local order = {}
local fiber = spawn(function() order[#order + 1] = "other" end)
local lookup = coroutine.wrap(function(host)
  local found = ip.udp.get_address_info(host, 53)
  order[#order + 1] = "found"
  coroutine.yield(found[1].address)
end)
print(lookup("127.0.0.1"))
fiber:join()
print(table.concat(order, " "))

local ok, e = pcall(table.sort, {1, 2}, function() ip.udp.get_address_info("127.0.0.1", 53) end)
print(ok, e, e.operation)
