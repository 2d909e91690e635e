#!/usr/bin/env bash
# Promise: the relay speaks TLS 1.2 and 1.3 and nothing older, does not renegotiate, keeps nothing for later, and shows the
# certificate whose key the signed list names. On SIGHUP it shows another one and obeys another configuration from the next
# connection on; those who are connected notice nothing; a broken file changes nothing and is said; one that comes while the
# relay starts waits. A stray browser at any port gets a sentence or an alert. Control: the old certificate is another one.
. "$(dirname "$0")/lib.sh"

printf 'ping-s 11\n' >"$work/config"
relay --config "$work/config" --https-port 0

tls() { # s_client's options...: its output
	openssl s_client -connect "127.0.0.1:$https_port" -servername localhost "$@" </dev/null 2>&1
}
pin_shown() { # of the certificate that is shown
	tls | openssl x509 -pubkey -noout | openssl pkey -pubin -outform der | sha256sum | cut -d' ' -f1
}
pin_listed() { curl -s "$url/list" | sed -n 's/^pin //p'; }

for version in 1_2 1_3; do
	tls -tls$version | grep -q "^New, TLSv1.${version#1_}, Cipher is" || fail "TLS $version is refused"
done
for version in 1 1_1; do
	tls -tls$version -cipher 'ALL:@SECLEVEL=0' | grep -q '^New, (NONE)' || fail "TLS $version is spoken"
done
tls -tls1_2 | grep -q 'Secure Renegotiation IS supported' || fail "no word on renegotiation"
mkfifo "$work/again.in"
exec 6<>"$work/again.in"
log[again]=$work/again.log seen[again]=0
openssl s_client -tls1_2 -connect "127.0.0.1:$https_port" <"$work/again.in" >"$work/again.log" 2>&1 &
pid[again]=$!
pids+=($!)
expect again 'Verify return code'
echo R >&6
expect again RENEGOTIATING
expect again 'no renegotiation'
tls -tls1_2 -reconnect | grep -c '^New, TLSv1.2' | grep -qx 6 || fail "a session was kept for later"
tls -tls1_3 | grep -q 'TLS session ticket' && fail "a ticket was given"
tls -alpn h2 | grep -q 'no application protocol' || fail "another protocol than HTTP/1.1"
first_pin=$(pin_shown)
[ -n "$first_pin" ] && [ "$first_pin" = "$(pin_listed)" ] || fail "the list does not name the certificate"
[ "$(stat -c %a "$work/state/tls.key")" = 600 ] || fail "the key is not for its owner alone"
say "versions, renegotiation, sessions, pin"

# A session of two goes on over the reloads; what is new is for those who come then.
cat >"$work/two.py" <<'PY'
import sys
from functools import partial
from relay_talk import *

https_port, raw_port = int(sys.argv[1]), int(sys.argv[2])
master, client, _ = pair(https_port, make=partial(WebEnd, tls=True))
print("ready", flush=True)
for line in iter(sys.stdin.readline, "end\n"):
    carries(master, client)
    print("carried, newcomers ping each", End(raw_port).hello()[6], flush=True)
PY
mkfifo "$work/two.in"
log[two]=$work/two.log seen[two]=0
PYTHONPATH=$root/tests/support python3 "$work/two.py" "$https_port" "$raw_port" <"$work/two.in" >"$work/two.log" 2>&1 &
pid[two]=$!
pids+=($!)
exec 7>"$work/two.in"
expect two ready
carries() { # how often newcomers have to ping, as soon as each worker knows
	local tries
	for tries in 1 2 3 4 5 6 7 8 9 10; do
		mark two
		echo go >&7
		expect two '^carried'
		[ "$line" != "carried, newcomers ping each $1" ] || return 0
		sleep 0.2
	done
	fail "newcomers are told something else than $1: $line ($tries)"
}
reload() { # what the log must say
	mark relay
	kill -HUP "${pid[relay]}"
	expect relay "$1"
}
carries 11

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=own.example \
	-keyout "$work/own.key" -out "$work/own.crt" 2>/dev/null
cat >"$work/config" <<C
ping-s 12
certificate $work/own.crt
certificate-key $work/own.key
queue-mb 7
C
reload 'its key is another one'
said relay '"queue-mb" can.t change while the relay runs' || fail "what can't change was not said"
within 5 eval '[ "$(pin_shown)" != "$first_pin" ]' || fail "the old certificate is still shown"
within 5 eval "tls | grep -q 'CN = own.example'" || fail "the operator's own certificate is not shown"
within 5 eval '[ "$(pin_shown)" = "$(pin_listed)" ]' || fail "the list does not name the new certificate"
carries 12
own_pin=$(pin_shown)

openssl genpkey -algorithm ed25519 -out "$work/own.key" 2>/dev/null # of another pair
reload 'the certificate stays as it was: .*own.crt is no certificate that can be used with its key'
printf 'ping-s 13\nnonsense 1\n' >"$work/config"
reload 'the configuration stays as it was: Line 2'
[ "$(pin_shown)" = "$own_pin" ] || fail "a broken certificate took the place of the good one"
carries 12
printf 'ping-s 13\n' >"$work/config"
reload 'its key is another one'
within 5 eval '[ "$(pin_shown)" = "$first_pin" ]' || fail "its own certificate was not kept"
carries 13
echo end >&7
say "certificates and configuration change, and nobody is dropped"

# Strays.
curl -s "http://127.0.0.1:$https_port/" | grep -q "href=\"https://127.0.0.1:$https_port/\"" || fail "HTTP at the TLS port"
curl -s "http://127.0.0.1:$raw_port/" | grep -q 'for Lotse programs alone' || fail "HTTP at the port for programs"
for port in "$raw_port" "$http_port"; do
	openssl s_client -connect "127.0.0.1:$port" </dev/null 2>&1 | grep -q 'alert handshake failure' || fail "TLS at port $port"
done
curl -sk "https://127.0.0.1:$https_port/list" | cmp - <(curl -s "$url/list") || fail "the control: a page over TLS"
said relay 'somebody has' || fail "strays are not in the log"

# SIGHUP while it starts: it waits here until somebody reads its log.
mkfifo "$work/early.fifo"
spawn early "$bin/lotse-relay" --raw-port 0 --http-port 0 --https-port none --state "$work/early" --log "$work/early.fifo"
has_begun() { grep -q '^State:.S' "/proc/${pid[early]}/status" && grep -q '^SigIgn:.*1...$' "/proc/${pid[early]}/status"; } # SIGPIPE
within 5 eval '[ "$(readlink "/proc/${pid[early]}/exe")" = "$(readlink -f "$bin/lotse-relay")" ] && has_begun' || fail "it does not start"
kill -HUP "${pid[early]}"
sleep 0.2
cat "$work/early.fifo" >"$work/early-log.log" &
pids+=($!)
expect early '^listening' 10
say "SIGHUP while it starts ends nothing"

# A relay that can't use what it is given says so and does not start.
echo nothing >"$work/none.pem"
spawn bad "$bin/lotse-relay" --raw-port 0 --http-port 0 --https-port 0 --state "$work/bad" --certificate "$work/none.pem"
expect bad 'is no certificate that can be used' 5
within 5 eval '! is_alive bad' || fail "it runs without a certificate"
done_well "TLS, reloads and strays"
