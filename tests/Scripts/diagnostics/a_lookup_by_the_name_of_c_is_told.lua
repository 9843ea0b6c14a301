ip.udp.gethostbyname("localhost")
