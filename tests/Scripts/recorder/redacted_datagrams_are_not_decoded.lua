-- options: --recorder 256 --redact 30+2
local client <const>, server <const> = dofile("support/question.lua")()
local buffer = byte_span.new(100)
local length, address, port = server:receive_from(buffer)
server:send_to(byte_span.append(buffer:slice(1, length), "\0\0"), address, port) -- has hidden bytes
error("the reason", 0)
