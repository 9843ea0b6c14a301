local prober = dofile("support/prober.lua")
local function port_of(child)
  local buffer, text = byte_span.new(200), ""
  while not text:find("\n") do
    local count = child.stderr:read_some(buffer)
    text = text .. tostring(buffer:slice(1, count))
  end
  return tonumber(text:match("listening on 127%.0%.0%.1:(%d+)\n"))
end
local function listen(datagrams, ...)
  local child = prober.start("--listen", "127.0.0.1:0", ...)
  local port = port_of(child)
  local sock = prober.socket()
  for _, datagram in ipairs(datagrams) do sock:send_to(byte_span.append(datagram), "127.0.0.1", port) end
  local text = prober.read_all(child.stdout)
  local code = child:wait()
  text = text:gsub("%f[%d]" .. port .. "%f[%D]", "PORT")
  print(code, (prober.stable((text:gsub("%f[%d]" .. sock.local_port .. "%f[%D]", "SENDER")))))
end
listen({"<13>hello\27[31m"}, "--within", "60")
listen({"no", "yes"}, "--expect", "yes", "--within", "60")
listen({"no", "never"}, "--expect", "yes", "--within", "0.5")
local result = prober.run("--listen", "127.0.0.1:0", "--within", "0.05")
print(result.exit_code, (prober.stable(result.stdout)))
local taken = prober.socket()
result = prober.run("--listen", "127.0.0.1:" .. taken.local_port)
prober.name(taken.local_port, "TAKEN")
print(result.exit_code, (prober.stable(result.stdout)))
