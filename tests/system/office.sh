#!/usr/bin/env bash
# Promise: whatever an office lets through, a customer there gets into a session by himself: each way to the relay (raw, wss,
# ws, tunnels over https and http), directly and through real proxies (squid, tinyproxy, privoxy), with no login, Basic,
# Digest, NTLM and a Kerberos ticket, with inspected TLS, and through a web server that holds everything back in front of the
# relay. In each a picture goes one way exactly and keys the other, and the customer is told truly which way it is.
#
# Ben (customer) is in the office, Anna is outside. Control: an office that lets nothing through gives no session.
. "$(dirname "$0")/lib.sh"
. "$root/tests/support/lab.sh"
. "$root/tests/support/lab_proxies.sh"

alike() { # robot
	mark "$1"
	tell "$1" save "$work/$1.ppm"
	await "$1" '^saved' 5 && d compare "$screen" "$work/$1.ppm" >"$work/compare.log"
}

# A session in which Ben's computer has these settings; it must go over `rung`, with what it says about it.
session() { # name rung [VARIABLE=value...]
	local name=$1 rung=$2 anna=anna_$1
	shift 2
	LAB_AT=operator robot "$anna" master admit
	expect "$anna" '^number' 15
	LAB_AT=customer BEN_ENV="$*" ben "$name" "$(number_of "$anna")"
	await "$anna" "i_see=1.*name=$name" 30 || fail "$name: no session; $(on customer env "$@" "$bin/lotse-client" \
		--directory "$ben_url" --list-key "$key" --check 2>&1)"
	tell "$name" grant "$(peer_of "$name" "$anna")" both
	expect "$anna" "i_see=1 i_control=1.*name=$name" 15
	tell "$name" look
	expect "$name" '^looked' 5
	grep -aqE "rung=($rung) " "${log[$name]}" || fail "$name: not over $rung: $(grep -a rung= "${log[$name]}" | tail -1)"
	d focus "$screen"
	within 15 alike "$anna" || fail "$name: Anna does not see the screen: $(cat "$work/compare.log")"
	tell "$anna" text "by-$name"
	tell "$anna" key 40
	within 10 grep -q "by-$name" "$work/typed" || fail "$name: what Anna typed has not arrived"
	within 15 alike "$anna" || fail "$name: the picture has stopped"
	say "$name: over $(grep -aoE "rung=($rung)" "${log[$name]}" | tail -1), a picture and keys went through"
	tell "$anna" leave
	expect "$name" '^phase ended' 15
	end "$name"
	end "$anna"
}
ben_url=http://relay1.test
ben() { # name number
	local there=$url
	url=$ben_url
	# shellcheck disable=SC2086 # words are meant
	ROBOT_ENV=$BEN_ENV robot "$1" client accept share display="$screen" number="$2"
	url=$there
}
through() { echo "http_proxy=${2:-http}://${1:-}$proxy https_proxy=${2:-http}://${1:-}$proxy"; } # [user:password@] [scheme]
by_name() { local proxy=proxy.test:$proxy_port; through; } # a ticket is for a name

lab_up
display screen 800x600x24
spawn typed env DISPLAY="$screen" xterm -geometry 80x24+0+0 -e sh -c "stty -echo; cat >'$work/typed'"
within 10 d focus "$screen" || fail "no window to type into"
LAB_AT=relay1 start_relay relay "$work/state" --raw-port 5000 --http-port 80 --https-port 443 --host relay1.test
url=http://relay1.test
key=$work/state/root.pub

# --- what the office's router lets through
session open raw
lab_block customer 5000
session no5000 wss
lab_block customer 443
session only80 ws
lab_unblock
lab_block customer 5000 stall
session stalled wss
lab_unblock
lab_block customer 5000,80 reject relay1
ben_url=http://relay2.test:8080 # the list is elsewhere, on a plain web server
on operator curl -sS http://relay1.test/list -o "$work/list"
mkdir -p "$work/www" && cp "$work/list" "$work/www/list"
spawn www at relay2 python3 -m http.server 8080 --directory "$work/www"
within 5 on customer curl -sS http://relay2.test:8080/list -o /dev/null 2>/dev/null
session only443 wss
ben_url=http://relay1.test
lab_unblock

# --- only the proxy gets out
lab_lock
lab_proxy open
# shellcheck disable=SC2046 # words are meant
session proxied 'wss|raw' $(through)
for kind in connect443 tinyproxy; do
	lab_proxy $kind
	# shellcheck disable=SC2046
	session "by_$kind" wss $(through)
done
declare -A way_of=([5000]=raw [443]=wss [80]=ws [none]=http) # what a proxy's CONNECT leaves
for kind in basic digest ntlm; do
	for port in 5000 443 80 none; do
		LAB_CONNECT=$port lab_proxy $kind
		# shellcheck disable=SC2046
		session "${kind}_${way_of[$port]}" "${way_of[$port]}" $(through user:secret@)
	done
	! lab_proxy_log $kind | grep -q secret || fail "$kind: the password is in the proxy's log"
done
lab_proxy_log ntlm | grep -qF '/200 ' && lab_proxy_log ntlm | grep -qF 'PROXY\\user ' || fail "not by NTLM: $(lab_proxy_log ntlm)"
# shellcheck disable=SC2046
on customer env $(through user:mistyped@) "$bin/lotse-client" --directory "$ben_url" --list-key "$key" --check >"$work/check.log" 2>&1 &&
	fail "NTLM with a wrong password was a way"
[ "$(lab_refused | wc -l)" = 1 ] || fail "NTLM: the wrong password was sent $(lab_refused | wc -l) times: $(lab_refused)"
grep -q 'did not take this name and password' "$work/check.log" || fail "not said: $(cat "$work/check.log")"
lab_proxy negotiate
# shellcheck disable=SC2046
on customer env $(by_name) "$bin/lotse-client" --directory "$ben_url" --list-key "$key" --check >"$work/check.log" 2>&1 &&
	fail "without a ticket there was a way"
grep -q 'wants the sign-on of this computer to its company (Kerberos)' "$work/check.log" || fail "not said: $(cat "$work/check.log")"
! tail -n 2 "$work/check.log" | grep -q password || fail "the last word is of a password: $(cat "$work/check.log")"
lab_ticket "$work/ticket"
# shellcheck disable=SC2046
session login_negotiate 'wss|raw' $(by_name) KRB5CCNAME="$work/ticket"
lab_proxy_log negotiate | grep -q '/200 .* user@OFFICE.TEST ' || fail "not by the ticket: $(lab_proxy_log negotiate)"
for port in 80 none; do
	LAB_CONNECT=$port lab_proxy negotiate
	# shellcheck disable=SC2046
	session "negotiate_${way_of[$port]}" "${way_of[$port]}" $(by_name) KRB5CCNAME="$work/ticket"
done
lab_proxy socks
# shellcheck disable=SC2046
session login_socks 'wss|raw' $(through user:secret@ socks5)
lab_proxy mitm
# shellcheck disable=SC2046
session inspected wss $(through)
lab_proxy noconnect
# shellcheck disable=SC2046
session get_and_post http $(through)
lab_proxy privoxy
# shellcheck disable=SC2046
session held_back http $(through)
lab_proxy_log privoxy | grep -q 'tunnel/poll' || fail "privoxy held nothing back: $(lab_proxy_log privoxy | tail -n 20)"
lab_unlock

# --- a web server with its defaults in front of a relay: no Upgrade, answers held back
ip -n "$lab-relay2" addr add 10.9.0.13/24 dev eth0
for host in customer operator; do echo "10.9.0.13 front.test" >>"/etc/netns/$lab-$host/hosts"; done
LAB_AT=relay2 start_relay behind "$work/state2" --raw-port 5000 --http-port 80 --https-port none --listen 10.9.0.12
printf '%s\n' 'daemon off;' "pid $work/nginx.pid;" 'events { worker_connections 256; }' 'http {' 'access_log off;' \
	"client_body_temp_path $work/n1;" "proxy_temp_path $work/n2;" "fastcgi_temp_path $work/n3;" \
	"uwsgi_temp_path $work/n4;" "scgi_temp_path $work/n5;" \
	'server { listen 10.9.0.13:80; location / { proxy_pass http://10.9.0.12; } } }' >"$work/nginx.conf"
chmod 755 "$work"
spawn nginx at relay2 nginx -c "$work/nginx.conf" -e "$work/nginx.log"
within 5 on customer curl -fsS http://front.test/list -o /dev/null 2>/dev/null
url=http://relay2.test ben_url=http://front.test
key=$work/state2/root.pub
session behind_nginx http
end nginx

# --- TLS is all that gets there, and it ends at a web server with the relay's own certificate, which knows no Upgrade
ip -n "$lab-relay2" addr add 10.9.0.14/24 dev eth0
for host in customer proxy; do echo "10.9.0.13 tls.test" >>"/etc/netns/$lab-$host/hosts"; done
echo "10.9.0.14 tls.test" >>"/etc/netns/$lab-operator/hosts"
LAB_AT=relay2 start_relay hidden "$work/state3" --raw-port 5000 --http-port 80 --https-port 443 --host tls.test --listen 10.9.0.14
sed -i "s|listen 10.9.0.13:80;|listen 10.9.0.13:443 ssl; ssl_certificate $work/state3/tls.crt; ssl_certificate_key $work/state3/tls.key;|
	s|10.9.0.12|10.9.0.14|" "$work/nginx.conf"
spawn tls at relay2 nginx -c "$work/nginx.conf" -e "$work/nginx.log"
url=http://tls.test ben_url=http://relay2.test:8080
key=$work/state3/root.pub
within 5 on operator curl -fsS http://tls.test/list -o "$work/www/list"
within 5 on customer curl -fsSk https://tls.test/list -o /dev/null 2>/dev/null
lab_block customer 5000,80 reject
session tls_alone https
lab_unblock
lab_lock
LAB_CONNECT=443 lab_proxy basic
# shellcheck disable=SC2046
session basic_https https $(through user:secret@)
lab_unlock

# The control.
lab_lock reject
lab_proxy forbids
# shellcheck disable=SC2046
on customer env $(through) timeout 40 "$bin/lotse-client" --directory "$ben_url" --list-key "$key" --check >"$work/check.log" 2>&1 &&
	fail "the control: where nothing is let through there was a way: $(cat "$work/check.log")"
say "control: where nothing is let through, there is no way: $(tail -n 1 "$work/check.log")"
done_well "every way works, and is told"
