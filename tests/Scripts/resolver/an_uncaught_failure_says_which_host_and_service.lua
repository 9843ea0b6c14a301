local flags = ip.address_info_flag.numeric_host
ip.udp.get_address_info("no.such.invalid", "domain", flags)
