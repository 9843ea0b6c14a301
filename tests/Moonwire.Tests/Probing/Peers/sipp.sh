#!/bin/sh
# tools: sipp
# right: sip://127.0.0.1
# answer: 200 OK
# wrong: 1 sip://127.0.0.1?status=404
cat >options.xml <<X
<?xml version="1.0" encoding="UTF-8"?>
<scenario name="options">
  <recv request="OPTIONS"/>
  <send><![CDATA[
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:];tag=[call_number]
[last_Call-ID:]
[last_CSeq:]
Allow: INVITE, ACK, BYE, OPTIONS
Content-Length: 0

]]></send>
</scenario>
X
echo prepared
exec sipp -sf options.xml -i 127.0.0.1 -p 5060 -nostdin
