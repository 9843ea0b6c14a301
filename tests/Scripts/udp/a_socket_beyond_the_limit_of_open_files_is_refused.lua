-- It shows that the functions are C functions, which they are with the shortcuts alone.
-- env: MOONWIRE_DISABLE=
local chunk = [[
local sockets = {}
for i = 1, 200 do
  sockets[i] = ip.udp.socket.new()
  sockets[i]:open("v4")
end]]
print(os.execute(("ulimit -n 100; '%s' -e '%s'"):format(arg[-1], chunk)))
