#!/usr/bin/env bash
# Promise: a name and a password that a proxy may no longer know are not sent by every way at once, as accounts get locked.
# When the password is changed while a session runs and the line breaks, the old one goes out once, the person is asked, and
# the new one leads back into the session. No more often where that session is carried by HTTP requests, several at once, and a
# picture runs. To a proxy that says nothing to a login it is not sent a second time, and the
# person is asked. No password is in the program's log.
#
# Control: the proxies themselves count the wrong logins that they have seen.
. "$(dirname "$0")/lib.sh"
. "$root/tests/support/lab.sh"
. "$root/tests/support/lab_proxies.sh"
displays=$tools/displays
. "$root/tests/support/drive.sh"
export LOTSE_LOG=1

join() { # login: types the number into a client whose environment names the proxy with that login
	spawn client at customer env DISPLAY="$customer" http_proxy="http://$1@$proxy" https_proxy="http://$1@$proxy" \
		"$bin/lotse-client" --directory "$url" --list-key "$key"
	d find "$customer" =Lotse 10 >/dev/null || fail "the customer's window"
	drive_keys "$customer" || fail "number field"
	d type "$customer" "$number"
	d key "$customer" Return
}
answer() { # shot word...: into the fields of the question, from the first one that has the focus
	drive_keys "$customer" || fail "the question"
	[ -z "${LOTSE_SHOTS:-}" ] || d shot "$customer" "$LOTSE_SHOTS/$1.png"
	shift
	while [ $# != 0 ]; do
		d type "$customer" "$1"
		[ $# = 1 ] || d key "$customer" Tab
		shift
	done
	d key "$customer" Return
}

lab_up
LAB_AT=relay1 relay
url=http://relay1.test:$http_port
lab_lock
display customer 1024x768x24
LAB_AT=operator robot master master admit
expect master '^number' 20
number=$(number_of master)

# A proxy that says nothing to a wrong login, for as long as one waits.
lab_proxy login=hang
silent() { lab_proxy_log login=hang | grep -c '^wrong login'; }
join user:wrong-pass
expect client 'no answer to the login' 15
sleep 1
[ "$(silent)" = 1 ] || fail "a login that was not answered was sent $(silent) times: $(lab_proxy_log login=hang)"
answer login-silent user secret
expect client 'sealed with' 10
[ "$(silent)" = 1 ] || fail "the wrong one went out again"
say "no answer: sent once, and asked for again"
end client
end proxy-login=hang

# One whose password is changed after the session has begun; to a wrong one it says no after a while.
lab_proxy slow
wrong() { lab_proxy_log slow | grep -c "/407 .* user "; }
tell master seat "$(cut -c 1-5 <<<"$number")"
expect master '^number .*seats=1' 5
join user:secret
expect client 'sealed with' 10
sleep 5.5 # a proof is good for 5 s
lab_proxy_password slow new-word
lab_proxy_again slow
within 15 eval '[ "$(wrong)" != 0 ]' || fail "the old password did not come: $(lab_proxy_log slow)"
sleep 2
[ "$(wrong)" = 1 ] || fail "the old password was sent $(wrong) times: $(lab_proxy_log slow)"
answer login-changed user new-word
await client "1 is back after" 10 || fail "not back: $(lab_proxy_log slow)"
[ "$(wrong)" = 1 ] || fail "the old password went out again"
! grep -qE 'wrong-pass|secret|new-word' "${log[client]}" || fail "a password is in the log"
end client
end proxy-slow

# Where nothing but HTTP requests passes, several are under way at once, each with the login: a picture that never rests.
rm "$work/proxy-slow/access.log"
LAB_CONNECT=none lab_proxy slow
# shellcheck disable=SC2016 # it is for the shell in the window
spawn noise env DISPLAY="$customer" xterm -geometry 80x24+0+0 -e sh -c 'while :; do head -c 600 /dev/urandom | od; sleep 0.02; done'
LAB_AT=operator robot anna master admit
expect anna '^number' 20
LAB_AT=customer ROBOT_ENV="http_proxy=http://user:secret@$proxy" robot ben client accept share display="$customer" \
	number="$(number_of anna)"
expect anna 'i_see=1' 30
tell ben look
expect ben 'rung=http ' 5
sleep 5.5
[ "$(wrong)" = 0 ] || fail "a wrong login before the password was changed: $(lab_proxy_log slow)"
posts=$(lab_proxy_log slow | grep -c ' POST .* user ')
[ "$posts" -gt 50 ] || fail "no picture runs: $posts POSTs"
lab_proxy_password slow newer-word
lab_proxy_again slow
within 15 eval '[ "$(wrong)" != 0 ]' || fail "the old password did not come: $(lab_proxy_log slow)"
sleep 4
[ "$(wrong)" = 1 ] || fail "in the HTTP tunnel the old password was sent $(wrong) times: $(lab_proxy_log slow | tail -n 20)"
say "HTTP requests: after $posts of them the old password went out once"
done_well "a login that may be wrong goes out once, and a person is asked"
