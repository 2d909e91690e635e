#!/usr/bin/env bash
# Promise: what goes wrong on the way to the relay is said in words that fit, within 15 s, with exit code 1, each password is
# sent once, and none is in what is said: name servers that fail or hang, firewalls that swallow, proxies that ask for ever,
# answer CONNECT with 200 and then nothing, noise or a page, and sign-in pages. What only slows down does not stop: IPv6 that
# goes nowhere, and a proxy that ends each connection after a while, in which a session goes on.
#
# Control: with nothing in the way the same check ends with 0.
. "$(dirname "$0")/lib.sh"
. "$root/tests/support/lab.sh"
. "$root/tests/support/lab_proxies.sh"
export LOTSE_LOG=2

lab_up
LAB_AT=relay1 start_relay relay "$work/state" --raw-port 5000 --http-port 80 --https-port 443 --host relay1.test
key=$work/state/root.pub
url=http://relay1.test
mkdir -p "$work/www" && on operator curl -sS "$url/list" -o "$work/www/list"
spawn www at relay2 python3 -m http.server 8080 --directory "$work/www"
within 5 on customer curl -fsS http://relay2.test:8080/list -o /dev/null 2>/dev/null || fail "no list elsewhere"

check() { # [VARIABLE=value...]: what it says is in $work/said
	local begun code
	begun=$(date +%s%N)
	on customer env "$@" timeout 60 "$bin/lotse-client" --directory "$url" --list-key "$key" --check \
		>"$work/said" 2>"$work/check.log"
	code=$?
	took_ms=$((($(date +%s%N) - begun) / 1000000))
	! grep -q wrong-pass "$work/said" "$work/check.log" || fail "a password is said"
	return $code
}
reads() { # name pattern [VARIABLE=value...]
	local name=$1 pattern=$2
	shift 2
	! check "$@" || fail "$name: a way was found"
	[ "$took_ms" -le 15500 ] || fail "$name: it took $took_ms ms"
	grep -qE "$pattern" "$work/said" || fail "$name: not the words: $(cat "$work/said")"
	! grep -q 'another way was faster' "$work/said" || fail "$name: no way was faster: $(cat "$work/said")"
	say "$name: after $took_ms ms: $(grep -m1 -E "$pattern" "$work/said")"
}
through() { echo "http_proxy=http://$proxy https_proxy=http://$proxy no_proxy=relay2.test"; }
login_through() { echo "http_proxy=http://user:wrong-pass@$proxy https_proxy=http://user:wrong-pass@$proxy no_proxy=relay2.test"; }

check || fail "the control: $(cat "$work/said")"
say "control: after $took_ms ms: $(grep -m1 'answers over' "$work/said")"

# --- a relay with a certificate of its own: the list says whose it is, and before there is a list nobody does
url=https://relay1.test
check || fail "a list over TLS of its own: $(cat "$work/said")"
on customer timeout 60 "$bin/lotse-client" --directory "$url" --check >"$work/said" 2>&1 && fail "a list without a key was taken"
grep -q 'list .*: no authority that this computer trusts has issued this certificate' "$work/said" || fail "not said: $(cat "$work/said")"
grep -q 'not known with which key' "$work/said" || fail "not the words: $(cat "$work/said")"
! grep -q 'seems to look' "$work/said" || fail "that the network looks in is not known: $(cat "$work/said")"
say "a certificate of its own: $(grep -m1 'no authority' "$work/said")"
url=http://relay1.test

# --- names and addresses
lab_names fail
reads "names fail" 'this name is not known'
lab_names hang
reads "names hang" 'this name is not known|no answer in time'
lab_names ok
lab_proxy portal
url=http://$proxy
reads "a sign-in page in place of the list" 'list .*: a web page came instead of the relay'
url=http://relay1.test
lab_nowhere6
check || fail "IPv6 that goes nowhere: $(cat "$work/said")"
say "IPv6 that goes nowhere: a way after $took_ms ms"
lab_names ok

# --- the list is there, the relay is not
url=http://relay2.test:8080
lab_block customer all drop relay1
reads "all swallowed" 'raw .*: no answer in time'
lab_proxy silent
# shellcheck disable=SC2046 # words are meant
reads "CONNECT and then nothing" 'through .*: it connects, but then nothing comes back' $(through)
lab_proxy garbage
# shellcheck disable=SC2046
reads "CONNECT and then noise" 'through .*: something else than a relay answers there' $(through)
lab_proxy portal
# shellcheck disable=SC2046
reads "a page for everything" 'through .*: a web page came instead of the relay' $(through)
lab_proxy loop407
# shellcheck disable=SC2046
reads "asks for ever" 'through .*: the proxy did not take this name and password' $(login_through)
[ "$(lab_proxy_log loop407 | grep -c 'with a login')" = 1 ] || fail "the password went out more than once: $(lab_proxy_log loop407)"
for kind in basic digest; do
	lab_proxy $kind
	# shellcheck disable=SC2046
	reads "wrong $kind login" 'through .*: the proxy did not take this name and password' $(login_through)
	[ "$(lab_proxy_log $kind | grep -c '/407 .* user ')" = 1 ] || fail "$kind: not once: $(lab_proxy_log $kind)"
done

# --- connections that last 4 s: the session comes back by itself each time
lab_proxy closing=4
LAB_AT=operator robot master master admit
expect master '^number' 20
# shellcheck disable=SC2046
LAB_AT=customer ROBOT_ENV="$(through)" robot ben client accept number="$(number_of master)"
for cut in 1 2; do
	expect ben "line up.*resumes=$cut" 30
	tell master chat "line $cut from master"
	tell ben chat "line $cut from ben"
done
within 15 eval "grep -q '^chat .*line 2 from ben' '${log[master]}' && grep -q '^chat .*line 2 from master' '${log[ben]}'" ||
	fail "what was said between two ends of the line is lost"
[ "$(grep -c '^chat .*line [12] from ben$' "${log[master]}")" = 2 ] || fail "a line is lost or doubled"
say "a proxy that closes after 4 s: all lines of chat arrived, once"
done_well "what is in the way is said, and what is not is passed"
