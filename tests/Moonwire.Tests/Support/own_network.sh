#!/bin/sh
# Runs a command in its own network: unshare -n own_network.sh command [argument...]
# The loopback interface gets a route for v6 multicast. Two further interfaces, near and far, hear the datagrams of each
# other.
set -e

ip link set lo up
# The route is local, because the kernel takes any other route on the loopback interface for a refusal.
ip -6 route add local ff00::/8 dev lo table local

ip link add near type veth peer name far
address=1
for interface in near far; do
    # The kernel must not choose an address, because such an address can be used only after a check of one second.
    ip link set "$interface" addrgenmode none up
    ip -6 address add "fe80::$address/64" dev "$interface" nodad
    ip address add "10.7.9.$address/24" dev "$interface"
    # Otherwise, v4 datagrams from an address of this machine are dropped.
    echo 1 >"/proc/sys/net/ipv4/conf/$interface/accept_local"
    echo 0 >"/proc/sys/net/ipv4/conf/$interface/rp_filter"
    # The time in milliseconds after which the kernel knows that nobody has an address.
    echo 1 >"/proc/sys/net/ipv4/neigh/$interface/mcast_solicit"
    echo 100 >"/proc/sys/net/ipv4/neigh/$interface/retrans_time_ms"
    address=$((address + 1))
done
echo 0 >/proc/sys/net/ipv4/conf/all/rp_filter

# Groups are reached through near, unless a socket chooses another interface.
ip route add 224.0.0.0/4 dev near
ip -6 route add multicast ff00::/8 dev near table local metric 1

exec "$@"
