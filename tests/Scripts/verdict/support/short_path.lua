-- A router in another network sends on only packets of up to 1000 bytes.
local system = require "system"
local router = system.spawn{
  program = "unshare", arguments = {"unshare", "-n", "sh", "-c", [[
echo $$
read line
ip link set far up && ip address add 10.7.9.2/24 dev far
ip link add onward mtu 1000 type veth peer name beyond mtu 1000 && ip link set beyond up
ip address add 10.8.0.1/24 dev onward && ip link set onward up
ip neighbour add 10.8.0.5 lladdr 02:00:00:00:00:05 dev onward
ip neighbour add 10.8.0.6 lladdr 02:00:00:00:00:06 dev onward
echo 1 >/proc/sys/net/ipv4/ip_forward
echo ready
read line
]]}, stdin = "pipe", stdout = "pipe",
}
local pid = router:wait_for_line("%d+", 60)
local function shell(command) assert(os.execute(command), command) end
shell("ip link set far netns " .. pid .. " && ip route add 10.8.0.0/24 via 10.7.9.2")
router.stdin:write("\n")
router:wait_for_line("ready", 60)

