#!/bin/sh
# tools: coap-server-notls
# right: coap://127.0.0.1/?text=libcoap
# answer: 2.05 Content
# wrong: 1 coap://127.0.0.1/missing
echo prepared
exec coap-server-notls -A 127.0.0.1 -v 7
