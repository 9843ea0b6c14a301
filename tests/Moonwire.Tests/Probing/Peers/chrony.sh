#!/bin/sh
# tools: chronyd
# right: ntp://127.0.0.1?max_stratum=5
# answer: stratum 5
# wrong: 1 ntp://127.0.0.1?max_stratum=4
cat >chrony.conf <<X
bindaddress 127.0.0.1
allow 127.0.0.1
local stratum 5
cmdport 0
bindcmdaddress /
pidfile $PWD/chrony.pid
X
echo prepared
# With -x, the clock of the machine is not changed.
exec chronyd -d -x -u "$(id -un)" -f "$PWD/chrony.conf"
