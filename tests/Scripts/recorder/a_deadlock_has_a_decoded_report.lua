-- options: --recorder 256
local sockets = {dofile("support/question.lua")()}
local mutex = require("mutex").new()
mutex:lock()
spawn(function()
  sockets[1]:send_to(byte_span.append("no message of DNS"), "127.0.0.1", sockets[2].local_port)
  mutex:lock()
end):join()
