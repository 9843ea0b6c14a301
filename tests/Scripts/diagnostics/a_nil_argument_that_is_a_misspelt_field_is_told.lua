local cfg = {adress = "127.0.0.1", port = 4000}
local sock = ip.udp.socket.new()
sock:open("v4")
sock:bind(cfg.address, cfg.port)
