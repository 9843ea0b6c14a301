local udp = require "ip.udp"
