#!/bin/sh
# tools: snmpd
# right: snmp://127.0.0.1/1.3.6.1.2.1.1.5.0?community=moon&value=moonbase
# answer: moonbase
# wrong: 1 snmp://127.0.0.1/1.3.6.1.2.1.1.5.0?community=moon&value=marsbase
cat >snmpd.conf <<X
agentaddress udp:127.0.0.1:161
rocommunity moon 127.0.0.1
sysName moonbase
X
export SNMP_PERSISTENT_DIR="$PWD" MIBS=
echo prepared
exec snmpd -f -C -c snmpd.conf -Lo -I -smux,mteTrigger,mteTriggerConf -p "$PWD/snmpd.pid"
