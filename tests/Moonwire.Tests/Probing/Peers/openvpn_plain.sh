#!/bin/sh
# tools: openvpn openssl
# right: openvpn://127.0.0.1
# answer: hard reset of the server
# wrong: 1 openvpn://127.0.0.1?tls_crypt=shared.key
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key.pem -out cert.pem -days 2 \
    -subj /CN=localhost
openvpn --genkey secret shared.key
echo prepared
exec openvpn --mode server --tls-server --dev null --dev-type tun --ifconfig-noexec --route-noexec --proto udp4 \
    --local 127.0.0.1 --ca cert.pem --cert cert.pem --key key.pem --dh none
