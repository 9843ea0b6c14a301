local network = require("ip").network
for _, text in ipairs {"10.0.0.0/8\0", "10.0.0.0\0/8", "10.0.0.0/\0", "10.0.0.0/+8", "10.0.0.0/ 8", "10.0.0.0/"} do
  print(select(2, pcall(network.new, text)).symbol)
end
