-- The functions are shown as C functions, which they are only with the shortcuts.
-- env: MOONWIRE_DISABLE=
local chunk = [[
local sockets = {}
for i = 1, 200 do
  sockets[i] = ip.udp.socket.new()
  sockets[i]:open("v4")
end]]
print(os.execute(("ulimit -n 100; '%s' -e '%s'"):format(arg[-1], chunk)))
