-- The option --list: a line for each protocol.
local _, host = ...
local protocols = host.late("prober_protocols.lua")
local put, format = host.late("prober_output.lua").put, string.format

return function()
  local names = protocols.names()
  for i = 1, #names do
    local module = protocols.find(names[i])
    put(format("%-11s %-5s %-40s %s\n", names[i], module.port or "", module.example or names[i] .. "://HOST:PORT",
      module.title or ""))
  end
  return 0
end
