-- A protocol whose server answers from another port, or with ?source=any from another host.
return {
  name = "tftplike",
  probe = function(options)
    return {
      any_port = true, any_source = options.source == "any" or nil,
      request = function() return options.source == "any" and "address" or "port" end,
      check = function(datagram) return datagram == "right" and "matched" or "different", datagram, {} end,
    }
  end,
}
