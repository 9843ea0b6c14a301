#!/bin/sh
# Records the same datagrams with several programs: capture.sh moonwire traffic.lua packets, in a network of its own.
# Each program ends when it has recorded all packets.
set -e

ip link set lo mtu 1500
# A packet has at most 2000 bytes here. With the default, few packets fit into the buffer of tcpdump.
only='host 127.0.0.1 or host ::1'

# Starts a program and waits until it records.
record() {
    log=$1.log
    : >"$log"
    shift
    timeout 60 "$@" 2>"$log" &
    tries=0
    until grep -q 'listening on\|^File: ' "$log"; do
        tries=$((tries + 1))
        if [ "$tries" -gt 600 ] || ! kill -0 "$!"; then
            cat "$log" >&2
            exit 1
        fi
        sleep 0.1
    done
}

record lo tcpdump -Z root -i lo --immediate-mode -s 2000 -c "$3" -w lo.pcap "$only"
record nano tcpdump -Z root -i lo --immediate-mode -s 2000 --time-stamp-precision=nano -c "$3" -w nano.pcap "$only"
record any tcpdump -Z root -i any --immediate-mode -s 2000 -c "$3" -w any.pcap "$only"
record sll tcpdump -Z root -i any --immediate-mode -s 2000 -y LINUX_SLL -c "$3" -w sll.pcap "$only"
record dumpcap dumpcap -q -i lo -c "$3" -w lo.pcapng -f "$only"
"$1" "$2"
wait
