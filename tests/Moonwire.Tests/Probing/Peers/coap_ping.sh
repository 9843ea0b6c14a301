#!/bin/sh
# tools: coap-server-notls
# right: coap://127.0.0.1
# answer: answered by RST
# wrong: 1 coap://127.0.0.1/?text=mars
echo prepared
exec coap-server-notls -A 127.0.0.1 -v 7
