#!/bin/sh
# tools: unshare mount
# right: ikev2://127.0.0.1
# answer: NO_PROPOSAL_CHOSEN
# wrong: 4 --timeout 1 ikev2://127.0.0.1?nat=yes
export STRONGSWAN_CONF="$PWD/strongswan.conf"
cat >strongswan.conf <<X
charon {
  load = random nonce aes sha1 sha2 hmac kdf gmp x509 pubkey pkcs1 pem socket-default kernel-netlink vici
  install_routes = no
  syslog { daemon { default = -1 } }
  filelog { stderr { path = stderr } }
}
X
echo prepared
# charon writes its process ID to /run.
exec unshare -m sh -c "mount -t tmpfs tmpfs /run && exec /usr/lib/ipsec/charon"
