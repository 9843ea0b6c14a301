local sock = ip.udp.socket()
