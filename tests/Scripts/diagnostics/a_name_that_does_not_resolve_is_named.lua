local resolver = ip.udp.get_address_info("no-such-host", "0", ip.address_info_flag.numeric_host)
