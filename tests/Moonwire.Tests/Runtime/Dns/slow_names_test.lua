local slow, time = require "moonwire.slow_names", require "time"
local ticks, answered = 0, 0
local waiters = {}
for i = 1, 20 do
  waiters[i] = spawn(function()
    slow.lookup()
    answered = answered + 1
  end)
end
for _ = 1, 100 do
  time.sleep(0)
  ticks = ticks + 1
end
slow.park()
time.sleep(0)
assert(ticks == 100 and answered == 0)

-- A lookup that asks no name server does not wait for lookups that do.
local flags = ip.name_info_flag
assert(ip.udp.get_address_info("127.0.0.1", 53)[1].port == 53)
assert(ip.udp.get_address_info("::1", "53")[1].address == ip.address.loopback_v6())
assert(ip.udp.get_address_info(ip.address.loopback_v4(), "domain")[1].port == 53)
assert(not pcall(ip.udp.get_address_info, "no.address", 53, ip.address_info_flag.numeric_host))
assert(ip.udp.get_name_info(ip.address.loopback_v4(), 53, flags.numeric_host)[1].service_name == "domain")
local found = ip.udp.get_name_info(ip.address.loopback_v4(), 53, flags.numeric_host | flags.numeric_service)
assert(found[1].service_name == "53")
assert(answered == 0)
slow.release()
for _, waiter in ipairs(waiters) do waiter:join() end
assert(answered == 20)
