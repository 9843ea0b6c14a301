-- Hides the values of the tokens.
local function stars(token) return "token=" .. ("*"):rep(#token - 6) end

return function(datagram) return (datagram:gsub("token=%w+", stars)) end
