-- Replaces the first byte of each datagram by the number of the call.
local count = 0
return function(datagram)
  count = count + 1
  return count .. datagram:sub(2)
end
