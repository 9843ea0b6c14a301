#!/bin/sh
# tools: in.tftpd
# right: tftp://127.0.0.1/hello.txt?text=moon
# answer: 12 bytes in the first block
# wrong: 1 tftp://127.0.0.1/missing.txt
mkdir files
echo "hello, moon" >files/hello.txt
echo prepared
exec in.tftpd -L -4 -a 127.0.0.1:69 -u "$(id -un)" -s "$PWD/files"
