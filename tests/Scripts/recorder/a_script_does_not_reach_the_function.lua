-- options: --recorder 256 --memory-limit 20000000 --redact support/hide_tokens.lua
local sock = ip.udp.socket.new()
sock:open("v4")
sock:bind("127.0.0.1", 0)
local function send() sock:send_to(byte_span.append("token=abc"), "127.0.0.1", sock.local_port) end

local gsub = string.gsub
string.gsub, string.rep = function(text) return text end, nil
getmetatable("").__index = function() error("the script's strings") end
send()
local lines = 0
debug.sethook(function() lines = lines + 1 end, "lcr", 1)
coroutine.wrap(send)()
debug.sethook()
collectgarbage("stop")
local hoard = {}
print(pcall(function() while true do hoard[#hoard + 1] = {} end end))
send()
hoard = nil
collectgarbage("restart")
for _, event in ipairs(ip.udp.recording()) do print(event.bytes) end
print(lines > 0, lines < 1000, gsub("ab", "b", "c"))
