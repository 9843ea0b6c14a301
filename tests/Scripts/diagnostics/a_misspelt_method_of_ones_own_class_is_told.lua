local Server = {}
Server.__index = Server
function Server:start() end
local s = setmetatable({}, Server)
s:strat()
