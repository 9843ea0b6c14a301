for _, text in ipairs {
  "::ffff:127.0.0.1", "::127.0.0.1", "1:2:3:4:5:6:1.2.3.4", "::ffff:127.0.0.010", "::ffff:0x7f.0.0.1",
  "::ffff:127.0.1", "::ffff:127.0.0.0.1",
  "::ffff:127.0.0.256", "::ffff:127.0.0.", "::ffff:.127.0.0.1", "1:2:3:4:5:6:7:1.2.3.4", "::1.2.3.4:1", "1.2.3.4::",
  "::ffff:00.0.0.1",
} do
  local ok, address = pcall(ip.address.new, text)
  print(text, ok and address or address.symbol)
end
