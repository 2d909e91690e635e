#!/usr/bin/env bash
# Promise: the Windows client reaches a relay over wss by Schannel, and says truly whether the certificate is the relay's: signed by
# an authority that it is told to trust, by another one, or for another host. It gets through a squid with CONNECT, also with a
# name and a password (Basic) that Windows keeps for it, and over the tunnel where squid lets no CONNECT through.
#
# Wine is not Windows. Its Schannel checks no certificate by itself, so curl is given a file with the authority, and then does it
# on its own; a list of revoked certificates that can't be had does not trouble it (tests/unit/carrier/posix_curl_options_test.c
# sees to that option). Its SSPI has no Digest, and NTLM only with Samba, so neither is tried here: the matrix of the Linux
# client has both (tests/system/office.sh), a real Windows is for packaging/windows/CHECKLIST.md.
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/system/lib.sh
. "$root/tests/system/lib.sh"
# shellcheck source=tests/support/lab_proxies.sh
. "$root/tests/support/lab_proxies.sh"
command -v squid >/dev/null || skip "squid is not installed"
unset CURL_CA_BUNDLE SSL_CERT_FILE SSL_CERT_DIR http_proxy https_proxy all_proxy no_proxy
wine_use wine
wine_program keep_login

# Authorities, and by the first of them a certificate of the relay, with a list of revoked ones where nobody listens.
for name in ours other; do
	openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=$name" -keyout "$work/$name.key" -out "$work/$name.crt" \
		-addext basicConstraints=critical,CA:true -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null || fail "no authority"
done
openssl req -newkey rsa:2048 -nodes -subj /CN=relay.test -keyout "$work/tls.key" -out "$work/tls.csr" 2>/dev/null
openssl x509 -req -in "$work/tls.csr" -CA "$work/ours.crt" -CAkey "$work/ours.key" -CAcreateserial -days 2 -out "$work/tls.crt" \
	-extfile <(printf '%s\n' subjectAltName=DNS:localhost,DNS:relay.test crlDistributionPoints=URI:http://127.0.0.1:9/list.crl) \
	2>/dev/null || fail "no certificate"
printf '%s\n' "certificate $work/tls.crt" "certificate-key $work/tls.key" >"$work/config"
start_relay relay "$work/state" --config "$work/config" --https-port 0 --host localhost
curl -sf "http://127.0.0.1:$http_port/list" >"$work/own" || fail "the relay has no list"

# A list of the test's own: without a pin, so that authority and host count, and with the ways that a case is about.
list() { "$bin/lotse-relay" list "$@" >"$work/tool.log" 2>&1 || fail "list $1: $(cat "$work/tool.log")"; }
list root "$work/fleet.key"
mkdir -p "$work/www"
read -r web <<<"$(free_ports 1)"
spawn web python3 -m http.server --bind 127.0.0.1 --directory "$work/www" "$web"
list_has() { # host [way that it lacks...]
	local without=("${@:2}")
	sed "s/^host .*/host $1/; /^pin /d$(printf '; /^%s /d' "${without[@]}")" "$work/own" >"$work/fleet"
	list sign --key "$work/fleet.key" "$work/fleet" "$work/www/list"
}
list_has localhost raw http
within 10 curl -sfo /dev/null "http://127.0.0.1:$web/list" || fail "the web server does not answer"

check() { # authority [VARIABLE=value...]
	env SSL_CERT_FILE="$(winepath -w "$work/$1.crt")" "${@:2}" timeout 40 wine "$windows/LotseClient.exe" \
		--directory "http://127.0.0.1:$web/list" --list-key "$(winepath -w "$work/fleet.key.pub")" --check \
		>"$work/check.log" 2>&1 </dev/null
}
says() { tr -d '\r' <"$work/check.log" | grep -qE "$1" || fail "/$1/ is not said"; }
reaches() { # what it says of the way, then as check
	check "${@:2}" || fail "no way ($1)"
	says "answers over $1"
}
inspected() { tr -d '\r' <"$work/check.log" | grep -q 'looks\? into encrypted connections on the way\|may look into the outer layer'; }

reaches 'wss\.' ours
inspected && fail "the relay's own certificate is taken for another one"
reaches 'wss\.' other
inspected || fail "a certificate by another authority is taken for the relay's"
list_has 127.0.0.1 raw http # for which the certificate is not
reaches 'wss\.' ours
inspected || fail "a certificate for another host is taken for the relay's"
say "Schannel: the authority and the host count"

# Only squid knows where relay.test is.
squid() { # kind: its address is in $proxy
	local folder=$work/proxy-$1
	read -r proxy_port <<<"$(free_ports 1)"
	proxy=127.0.0.1:$proxy_port
	mkdir -p "$folder"
	chmod 755 "$work"
	lab_squid "$1" "$folder" >"$folder/conf"
	echo "hosts_file $folder/hosts" >>"$folder/conf"
	echo "127.0.0.1 relay.test" >"$folder/hosts"
	chown -R proxy: "$folder"
	spawn "proxy-$1" command squid -N -n "lotse$$x$proxy_port" -f "$folder/conf"
	within 15 python3 -c "import socket; socket.create_connection(('127.0.0.1', $proxy_port), 1)" 2>/dev/null ||
		fail "the proxy $1 does not listen"
}
list_has relay.test raw http
check ours && fail "the control: relay.test is reached without a proxy"
squid open
reaches "wss through $proxy" ours http_proxy="http://$proxy"
inspected && fail "through a proxy, the relay's own certificate is taken for another one"
reaches "wss through $proxy" other http_proxy="http://$proxy"
inspected || fail "through a proxy, a certificate by another authority is taken for the relay's"
say "CONNECT: through squid, and the certificate counts"

squid basic
check ours http_proxy="http://$proxy" && fail "the control: squid asks for no login"
says "through $proxy: the proxy wants a name and a password"
wine "$work/keep_login.exe" "$proxy" user secret || fail "Windows keeps no login"
reaches "wss through $proxy" ours http_proxy="http://$proxy"
wine "$work/keep_login.exe" "$proxy" user wrong
check ours http_proxy="http://$proxy" && fail "a wrong password gets through"
says "through $proxy: the proxy did not take this name and password"
wine "$work/keep_login.exe" "$proxy"
grep -q 'TCP_TUNNEL/200 .* user ' "$work/proxy-basic/access.log" || fail "squid has let nobody through by this name"
say "Basic: with the login that Windows keeps, and not with a wrong one"

squid noconnect
list_has relay.test raw
reaches "http through $proxy" ours http_proxy="http://$proxy"
grep -q 'TCP_DENIED/403 .* CONNECT' "$work/proxy-noconnect/access.log" || fail "the control: squid has let CONNECT through"
say "no CONNECT: over the tunnel"
done_well "wss by Schannel and the ways through squid (not Digest and NTLM: Wine's SSPI has no Digest)"
