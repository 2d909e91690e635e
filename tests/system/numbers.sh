#!/usr/bin/env bash
# Promise: a typing error is refused before anything is sent; a wrong number gives one sentence without a hint which digit;
# the third wrong one closes the number, and only the operator makes a new one; nine end the session; the customer has
# three tries per start of the program, whatever the number.
#
# A wrong number here has a right check digit. What the relay was asked is seen in the hostile relay's log in its honest
# mode. Control: the right number, in the same way, comes in.
. "$(dirname "$0")/lib.sh"

# The same number with another secret and the check digit that goes with it (Damm).
wrong() { # digits add
	python3 - "$1" "$2" <<'PY'
import sys
table = ["0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
         "3674209581", "5869720134", "8945362017", "9438617205", "2581436790"]
number, add = sys.argv[1], int(sys.argv[2])
body = number[:5] + "%06d" % ((int(number[5:11]) + add) % 1000000)
c = 0
for digit in body:
    c = int(table[c][int(digit)])
print(body + str(c))
PY
}
joins() { grep -c "^joined" "$work/hostile.log"; }

hostile mode=honest
robot master master admit
expect master "^number" 10
right=$(number_of master)
[ "$(wrong "$right" 0)" = "$right" ] || fail "this test's check digit is not the program's"

# A typing error.
robot typist client
tell typist join "$((10#$right / 10))$(((10#$right + 1) % 10))"
expect typist "number refused RESULT_BAD_NUMBER" 5
[ "$(joins)" = 0 ] || fail "something was sent"

# Asked for, not waited for: two tries that end alike, one right after the other, may look like one.
has_ended() { # robot result
	mark "$1"
	tell "$1" look
	expect "$1" '^looked' 10
	said "$1" "^phase (ended|refused) RESULT_$2 "
}

# Wrong ones: always the same words.
for i in 1 2; do
	mark master
	tell typist join "$(wrong "$right" $i)"
	expect master "^number $right .*tries=$((3 - i)) .*closed=0" 10
	within 10 has_ended typist WRONG_NUMBER || fail "the typist was not told that it is wrong"
done
sleep 1
[ "$(joins)" = 2 ] || fail "the client tried again by itself: $(joins) joins"
say "two wrong tries cost two"
mark master
tell typist join "$(wrong "$right" 777777)"
expect master "^number $right .*tries=0 .*closed=1" 10
within 10 has_ended typist "(WRONG_NUMBER|TOO_MANY_TRIES)" || fail "the typist was not told that it is wrong"
mark typist
before=$(joins)
tell typist join "$right"
expect typist "RESULT_TOO_MANY_TRIES" 5
[ "$(joins)" = "$before" ] || fail "a fourth try was sent"
say "the third closes the number, and the customer's program has none left"

# A closed number stays closed, for a fresh program too.
robot second client accept number="$right"
expect second "^phase (refused|ended) RESULT_NO_SUCH_NUMBER" 10

# The operator makes a new one; six are left to the session, and the ninth ends it.
for round in 2 3; do
	mark master
	tell master open
	expect master "^number .*closed=0" 10
	new=$(number_of master)
	robot "guesser$round" client
	for i in 1 2 3; do
		mark master
		tell "guesser$round" join "$(wrong "$new" $i)"
		# At the ninth the session may be over before the number is said once more.
		expect master "^(number $new .*tries=$((3 - i)) |phase ended)" 10
		within 10 has_ended "guesser$round" "(WRONG_NUMBER|TOO_MANY_TRIES|CLOSED|LOST)" || fail "guesser$round was told nothing"
	done
	if [ $round = 2 ]; then
		within 5 grep -aq "session_tries=3" "${log[master]}" || fail "three are not left to the session"
	fi
done
within 5 grep -aq "^phase ended RESULT_TOO_MANY_TRIES" "${log[master]}" || fail "nine did not end the session"
say "nine end the session"

# Control: the right number.
robot other master admit
expect other "^number" 10
robot good client accept number="$(number_of other)"
expect good "^phase in" 10
done_well "wrong numbers are counted and say nothing"
