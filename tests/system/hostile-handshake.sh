#!/usr/bin/env bash
# Promise: a relay that works on the handshake (other shares, the joiner's own share, a cut tag, silence instead of an
# answer, two sessions crossed) gets nothing in: no session comes up, the customer's program does not try again by itself,
# and each of them costs at most the one try that it was.
#
# Control: the same relay, honest, and the same number: they come together.
. "$(dirname "$0")/lib.sh"

joins() { grep -c "^joined" "$work/hostile.log"; }
stop() {
	local name
	for name in "$@"; do end "$name"; done
	exec 8>&-
	end hostile
	rm -f "$work"/*.in
}

for mode in shares reflect cut silence; do
	hostile mode=$mode
	robot master master admit
	expect master "^number" 10
	robot client client accept number="$(number_of master)"
	expect client "^phase (ended|refused) RESULT_(WRONG_NUMBER|TIMED_OUT|LOST)" 14
	sleep 1
	grep -q "^$mode" "$work/hostile.log" || fail "$mode: the relay did nothing"
	[ "$(joins)" = 1 ] || fail "$mode: the client tried again by itself: $(joins) joins"
	! said client "^phase (asked|in)" || fail "$mode: it came up"
	! said master "^person .*connected=1" || [ $mode = silence ] || fail "$mode: the master has a channel"
	tries=$(grep -aoE ' tries=[0-9]' "${log[client]}" | tail -n 1 | tr -dc 0-9)
	[ "$tries" -ge 2 ] || fail "$mode: it cost more than one try"
	if [ $mode = silence ] && [ "$tries" != 2 ]; then fail "silence is a guess, but was not counted"; fi
	say "$mode: nothing came up, the customer has $tries tries left"
	stop client master
done

# Two sessions at once, and the second one's joiner brought to the first one's master.
hostile mode=cross
robot anna master admit
expect anna "^number" 10
robot berta master admit
expect berta "^number" 10
robot client client accept number="$(number_of berta)"
expect client "^phase (ended|refused) RESULT_WRONG_NUMBER" 10
grep -q "^cross" "$work/hostile.log" || fail "cross: the relay did nothing"
! said anna "^person .*connected=1" || fail "cross: in the wrong session"
expect anna "^number .*tries=2" 5
say "cross: refused, and counted at the master it came to"
stop client anna berta

hostile mode=honest
robot master master admit
expect master "^number" 10
robot client client accept number="$(number_of master)"
expect client "^phase in" 10
say "control: honest, and it comes up"
done_well "a hostile handshake brings nobody in"
