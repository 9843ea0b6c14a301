-- A child sends a run of twelve datagrams and ends at once, in every way that a script can end. All of them arrive.
local sockets = dofile("support/sockets.lua")
local receiver, buf = sockets.bound(), byte_span.new(100)
local executable = arg[-1]
local start = [[
local s = ip.udp.socket.new()
s:open("v4")
pcall(s.set_option, s, "segmentation_offload", true)
for i = 1, 12 do s:send_to(byte_span.new(8), ip.address.loopback_v4(), tonumber(arg[1])) end
]]
local ends = {
  {"forced", 'require("system").exit(3, {force = 2})'},
  {"aborted", 'require("system").exit(0, {force = "abort"})'},
  {"killed by itself", 'require("system").signal.raise(9)'},
  {"hung up by itself", 'require("system").signal.raise(1)'},
  {"alarmed by itself", 'require("system").signal.raise(14)'},
  {"os.exit", "os.exit(0)"},
  {"os.exit that closes", "os.exit(0, true)"},
  {"os.exit in a callback", '("x"):gsub(".", function() os.exit(0) end)'},
  {"os.exit in a finalizer", "setmetatable({}, {__gc = function() os.exit(0) end}) collectgarbage()"},
  {"an error", 'io.stderr:close() error("no")'},
  {"the end", ""},
}
for _, how in ipairs(ends) do
  local pipe = io.popen(("%s - %d 2>/dev/null"):format(executable, receiver.local_port), "w")
  pipe:write(start, how[2])
  pipe:close()
  local arrived = 0
  while receiver:io_control("bytes_readable") > 0 do
    receiver:receive(buf)
    arrived = arrived + 1
  end
  print(how[1], arrived)
end
