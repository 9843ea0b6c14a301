#!/bin/sh
# tools: dnsmasq
# right: dns://127.0.0.1/www.example.com?type=A&answer=192.0.2.1
# answer: 192.0.2.1
# wrong: 1 dns://127.0.0.1/www.example.com?type=A&answer=192.0.2.2
echo prepared
exec dnsmasq --keep-in-foreground --conf-file=/dev/null --no-resolv --no-hosts --no-poll --pid-file= --log-facility=- \
    --user="$(id -un)" --group= --listen-address=127.0.0.1 --bind-interfaces --address=/www.example.com/192.0.2.1
