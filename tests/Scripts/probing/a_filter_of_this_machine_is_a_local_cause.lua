-- network: own
-- tool: nft
local prober = dofile("support/prober.lua")
local port = prober.echo()
prober.name(port, "PORT")
prober.shell([[nft 'table inet t {
chain out {
  type filter hook output priority 0
  udp dport 53 drop
  udp dport 54 reject with icmpx type admin-prohibited
}
}']])
-- The other backend reports each refusal of a firewall as EACCES.
local function show(...)
  local result = prober.run(...)
  print(result.exit_code, (result.stdout:gsub("Operation not permitted %(EPERM%): a firewall", "FORBIDDEN")
    :gsub("Permission denied %(EACCES%): a route or a firewall", "FORBIDDEN"):gsub("\n$", "")))
end
show("127.0.0.1:53", "--send", "x")
show("127.0.0.1:54", "--send", "x", "--timeout", "0.5")
prober.shell([[nft 'table inet u {
chain in {
  type filter hook input priority 0
  udp dport 55 reject with icmpx type admin-prohibited
  udp dport 56 reject
}
}']])
prober.show("127.0.0.1:55", "--send", "x")
prober.show("[::1]:55", "--send", "x")
prober.show("127.0.0.1:56", "--send", "x")
