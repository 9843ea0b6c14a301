#!/bin/sh
# tools: unbound
# right: dns://127.0.0.1/www.example.com?type=A&answer=192.0.2.2&answer=192.0.2.1
# answer: 192.0.2.2
# wrong: 1 dns://127.0.0.1/nowhere.example.com?type=A
cat >unbound.conf <<X
server:
  directory: "$PWD"
  chroot: ""
  username: ""
  pidfile: ""
  use-syslog: no
  logfile: ""
  interface: 127.0.0.1
  module-config: "iterator"
  local-zone: "example.com." static
  local-data: "www.example.com. 300 IN A 192.0.2.1"
  local-data: "www.example.com. 300 IN A 192.0.2.2"
remote-control:
  control-enable: no
X
echo prepared
exec unbound -d -c unbound.conf
