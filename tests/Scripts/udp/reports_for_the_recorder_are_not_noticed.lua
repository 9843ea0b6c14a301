-- env: MOONWIRE_READINESS=
-- network: own
-- tool: nft
-- tool: tc
-- moonwire asks the kernel for ICMP reports by itself. A script sees the same with them and without them.
local disabled = os.getenv("MOONWIRE_DISABLE") or ""
local function observe(names)
  local command = ("MOONWIRE_DISABLE=%s unshare -n sh %s '%s' --timeout 100 support/observations.lua 2>&1")
    :format(names, "../../Moonwire.Tests/Support/own_network.sh", arg[-1])
  local pipe <close> = io.popen(command)
  return pipe:read("a")
end
local with, without = observe(disabled), observe(disabled .. ",icmp")
io.write(without)
if with ~= without then io.write("with the reports:\n", with) end
