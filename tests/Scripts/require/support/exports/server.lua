local client = require("./client")
function new() return "server" end
function start() return new() .. " with " .. client.new() end
seen = outside
