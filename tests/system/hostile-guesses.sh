#!/usr/bin/env bash
# Promise: a relay that tries numbers of its own gets three guesses a number and nine a session from the master, and three
# per start of the program from the customer, also when it tries many at once or brings more people to a seat that is taken.
# Tries are never refilled.
#
# What tells a guesser anything is a tag that is compared. At the master the robot says so ("judged", counter.c); the
# customer's tag is "guess tested" in the hostile relay's log. Control: with counting taken out (robot-careless) the same
# relay gets more.
. "$(dirname "$0")/lib.sh"

tested() { grep -c "^guess tested" "$work/hostile.log"; }
stop() {
	local name
	for name in "$@"; do end "$name"; done
	exec 8>&-
	end hostile
	rm -f "$work"/*.in
}
judged() { grep -c "^judged" "${log[master]}"; }
exactly() { # how many there were, may be, where
	! grep -q "RIGHT" "$work/hostile.log" || fail "$3: a guess was right: one in a million, or a fault"
	[ "$1" = "$2" ] || fail "$3: $1 guesses were tested, not $2"
	say "$3: $1 guesses tested"
}

for many in 1 6; do
	hostile mode=guess:$many
	robot master master admit
	expect master "^number .*tries=0 .*closed=1" 15
	sleep 1.5
	exactly "$(judged)" 3 "$many at a time"
	if [ $many = 1 ]; then
		for round in 2 3; do
			mark master
			tell master open
			expect master "(^number .*tries=0 .*closed=1|^phase ended)" 15
		done
		expect master "^phase ended RESULT_TOO_MANY_TRIES" 5
		exactly "$(judged)" 9 "three numbers"
	fi
	stop master
done

# Towards the customer: every connect by his own hand is one guess, and there are three.
hostile mode=master
robot master master admit
expect master "^number" 10
robot client client
for i in 1 2 3 4; do
	mark client
	tell client join "$(number_of master)"
	left=$((i < 3 ? 3 - i : 0)) # said even where the phase was "ended" again before the robot looked
	expect client "^(phase|me) .*(RESULT_WRONG_NUMBER|RESULT_TOO_MANY_TRIES|tries=$left )" 12
	sleep 0.3
done
exactly "$(tested)" 3 "the customer"
stop client master

# More people for a seat that is taken.
hostile mode=refill
robot master master admit
expect master "^number" 10
robot client client accept number="$(number_of master)"
expect client "^phase in" 10
for i in $(seq 30); do tell client chat "line $i"; tell master chat "line $i"; sleep 0.1; done
sleep 2
grep -q "^guess begun" "$work/hostile.log" || fail "refill: the relay brought nobody"
[ "$(judged)" = 1 ] || fail "refill: $(judged) guesses judged though the seat is taken"
say "refill: $(grep -c '^guess begun' "$work/hostile.log") brought to the taken seat, none judged"
stop client master

hostile mode=guess:1
ROBOT=robot-careless robot master master admit
sleep 6
[ "$(judged)" -gt 3 ] || fail "control: without counting only $(judged) were judged, so this test can't see it"
say "control: without counting, $(judged) were judged"
done_well "guesses are counted, never refilled"
