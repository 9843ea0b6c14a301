-- Records the facts that the function gets. A datagram of the script has room for them.
return function(datagram, info)
  local text = info.direction .. " " .. tostring(info.local_port) .. " " .. tostring(info.remote_address) .. " "
    .. tostring(info.remote_port)
  return (text .. (" "):rep(#datagram)):sub(1, #datagram)
end
