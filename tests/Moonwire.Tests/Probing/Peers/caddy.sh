#!/bin/sh
# tools: caddy
# right: quic://127.0.0.1?alpn=h3
# answer: accepts h3
# wrong: 1 quic://127.0.0.1?alpn=moon
export HOME="$PWD" XDG_CONFIG_HOME="$PWD/config" XDG_DATA_HOME="$PWD/data"
cat >Caddyfile <<X
{
	admin off
	auto_https disable_redirects
	skip_install_trust
	default_sni localhost
}

localhost {
	bind 127.0.0.1
	tls internal
	respond "hello"
}
X
echo prepared
exec caddy run --config Caddyfile --adapter caddyfile
