local prober = dofile("support/prober.lua")
local port = prober.server(function(_, answer) answer("\27[2Jhello, client\r\n\7\u{202e}") end)
for _, output in ipairs {"--verbose", "--json", "--nagios"} do
  local result = prober.run("127.0.0.1:" .. port, "--send", "x", "--expect", "nothing", output)
  print(result.exit_code, result.stdout:find("[^\n\32-\126]"), result.stdout:find("x1b[2Jhello", 1, true) ~= nil)
end
