require "socket.udp"
