for i = 1, 100 do
  spawn(function()
    ip.udp.get_address_v4_info("localhost", i)
    if i == 20 then
      print("first")
      os.exit(3)
    end
  end)
end
