local sock = ip.udp.socket.new()
sock:open("v4")
spawn(function()
  for i = 1, 10 do
    if i == 3 then
      print(i)
  end
end)
print("done")
