-- A byte_span gets the methods of a file, and a file gets the methods of all our types.
local mt = debug.getregistry()["FILE*"]
local others = {byte_span.new(100), byte_span.new(0), ip.address.any_v4(), ip.udp.socket.new(), spawn(function() end)}
for _, value in ipairs(others) do
  for _, f in pairs(debug.getmetatable(value)) do
    if type(f) == "function" then
      for _, x in ipairs {io.stdout, io.tmpfile(), others[1], others[3], others[4], others[5], 1, "x", {}, print} do
        pcall(f, x) pcall(f, x, 1) pcall(f, x, x, x) pcall(f, value, x) pcall(f, value, x, x)
      end
    end
  end
end
for _, value in ipairs {byte_span.new(100), ip.address.any_v6(), ip.udp.socket.new(), spawn(function() end)} do
  if pcall(debug.setmetatable, value, mt) then
    for _, f in pairs(mt.__index) do pcall(f, value) end
    pcall(io.type, value)
  end
end
print("survived")
