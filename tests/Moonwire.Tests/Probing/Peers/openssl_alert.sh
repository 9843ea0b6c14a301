#!/bin/sh
# tools: openssl
# right: dtls://127.0.0.1
# answer: HelloVerifyRequest
# wrong: 1 dtls://127.0.0.1?handshake=yes
openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost
echo prepared
# moonwire does not offer a cipher suite without encryption.
exec openssl s_server -dtls -listen -accept 127.0.0.1:4433 -key key.pem -cert cert.pem -cipher NULL-SHA256:@SECLEVEL=0
