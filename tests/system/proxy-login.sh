#!/usr/bin/env bash
# Promise: where only a proxy leads out and wants a name and a password, the customer is asked once in Lotse's own window, by
# keyboard; a wrong password is said to be wrong and is not sent a second time; the right one leads into the session. The
# password is in no log of the program.
#
# Control: the proxy has seen the wrong login exactly once, and lets nothing through without one.
. "$(dirname "$0")/lib.sh"
. "$root/tests/support/lab.sh"
. "$root/tests/support/lab_proxies.sh"
displays=$tools/displays
. "$root/tests/support/drive.sh"
export LOTSE_LOG=1

lab_up
LAB_AT=relay1 relay
url=http://relay1.test:$http_port
lab_proxy basic
lab_lock
display customer 1024x768x24
LAB_AT=operator robot master master admit
expect master '^number' 20
number=$(number_of master)
spawn client at customer env DISPLAY="$customer" http_proxy="http://$proxy" https_proxy="http://$proxy" \
	"$bin/lotse-client" --directory "$url" --list-key "$key"
d find "$customer" =Lotse 10 >/dev/null || fail "the customer's window"
drive_keys "$customer" || fail "number field"
d type "$customer" "$number"
d key "$customer" Return
asked() { lab_proxy_log basic | grep -q "/407 .* - HIER_NONE"; }
wrong() { lab_proxy_log basic | grep -c "/407 .* user "; } # how often a login was refused
within 15 asked || fail "the proxy was not tried: $(lab_proxy_log basic)"
[ "$(wrong)" = 0 ] || fail "a login was sent before it was asked for"
say "asked"

# Wrong first.
drive_keys "$customer" || fail "question"
[ -z "${LOTSE_SHOTS:-}" ] || d shot "$customer" "$LOTSE_SHOTS/login-1.png"
d type "$customer" "user"
d key "$customer" Tab
d type "$customer" "wrong-pass"
d key "$customer" Return
within 10 eval '[ "$(wrong)" != 0 ]' || fail "the login did not reach the proxy: $(lab_proxy_log basic)"
sleep 3
[ "$(wrong)" = 1 ] || fail "the wrong login was sent $(wrong) times"
[ -z "${LOTSE_SHOTS:-}" ] || d shot "$customer" "$LOTSE_SHOTS/login-2.png"
say "wrong, said once"
! said client 'sealed with' || fail "in with a wrong password"
drive_keys "$customer" || fail "question again"
d type "$customer" "secret"
d key "$customer" Return
expect client 'sealed with' 20
[ -z "${LOTSE_SHOTS:-}" ] || d shot "$customer" "$LOTSE_SHOTS/login-3.png"
! grep -qE 'wrong-pass|secret' "${log[client]}" || fail "a password is in the log"
done_well "a proxy's login is asked for, once, and again only when it was wrong"
