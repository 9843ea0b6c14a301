#!/bin/sh
# Runs a command in a network of its own: unshare -n own_network.sh command [argument...]
# Beside the loopback interface, which gets a route for v6 multicast, there are two interfaces, near and far, that
# hear what the other one sends.
set -e

ip link set lo up
# A local route: the kernel takes any other one on the loopback interface for a refusal.
ip -6 route add local ff00::/8 dev lo table local

ip link add near type veth peer name far
address=1
for interface in near far; do
    # No address of the kernel's choice: it may be used only after a check that takes a second.
    ip link set "$interface" addrgenmode none up
    ip -6 address add "fe80::$address/64" dev "$interface" nodad
    ip address add "10.7.9.$address/24" dev "$interface"
    # v4 datagrams that come from an address of this machine are dropped otherwise.
    echo 1 >"/proc/sys/net/ipv4/conf/$interface/accept_local"
    echo 0 >"/proc/sys/net/ipv4/conf/$interface/rp_filter"
    # That nobody has an address is known after this many milliseconds.
    echo 1 >"/proc/sys/net/ipv4/neigh/$interface/mcast_solicit"
    echo 100 >"/proc/sys/net/ipv4/neigh/$interface/retrans_time_ms"
    address=$((address + 1))
done
echo 0 >/proc/sys/net/ipv4/conf/all/rp_filter

# Groups are reached by near unless a socket says otherwise.
ip route add 224.0.0.0/4 dev near
ip -6 route add multicast ff00::/8 dev near table local metric 1

exec "$@"
