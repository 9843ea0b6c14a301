#!/bin/sh
# tools: krb5kdc kdb5_util
# right: kerberos://127.0.0.1/MOONWIRE.TEST
# answer: MOONWIRE.TEST
# wrong: 1 kerberos://127.0.0.1/MOONWIRE.TEST?code=25
export KRB5_CONFIG="$PWD/krb5.conf" KRB5_KDC_PROFILE="$PWD/kdc.conf"
cat >krb5.conf <<X
[libdefaults]
  default_realm = MOONWIRE.TEST
X
cat >kdc.conf <<X
[kdcdefaults]
  kdc_listen = 127.0.0.1:88
  kdc_tcp_listen = ""
[realms]
  MOONWIRE.TEST = {
    database_name = $PWD/principal
    key_stash_file = $PWD/stash
    acl_file = $PWD/acl
  }
[logging]
  kdc = STDERR
X
kdb5_util create -s -P secret -r MOONWIRE.TEST >&2
echo prepared
exec krb5kdc -n -P "$PWD/kdc.pid"
