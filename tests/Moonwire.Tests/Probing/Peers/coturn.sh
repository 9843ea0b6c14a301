#!/bin/sh
# tools: turnserver
# right: stun://127.0.0.1
# answer: 127.0.0.1:
# wrong: 1 stun://127.0.0.1?address=192.0.2.1
echo prepared
exec turnserver -n -L 127.0.0.1 --stun-only --no-tcp --no-tls --no-dtls --no-tcp-relay --no-cli \
    --pidfile "$PWD/turn.pid" --userdb "$PWD/turn.db" --log-file stdout --simple-log
