local function module() return ip.udp end
module().bind("127.0.0.1", 0)
