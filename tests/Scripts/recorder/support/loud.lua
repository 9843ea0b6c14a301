return function(datagram) return datagram:upper() end
