#!/bin/sh
# tools: openssl
# right: dtls://127.0.0.1?handshake=yes
# answer: DTLS 1.2, ServerHello
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key.pem -out cert.pem -days 2 \
    -subj /CN=localhost
echo prepared
exec openssl s_server -dtls -listen -accept 127.0.0.1:4433 -key key.pem -cert cert.pem
