local file = io.open("/proc/sys/kernel/hostname")
local expected = file and file:read("l") or ip.host_name()
print(ip.host_name() == expected, #ip.host_name() > 0)
