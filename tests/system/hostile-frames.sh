#!/usr/bin/env bash
# Promise: whatever the relay does with sealed frames (drop, replay, keep and bring again, reorder, delay, flip bits, name
# another lane, class or sender, send back, forge), no participant ever takes one that the other end did not seal, twice, or
# out of order.
#
# Both ends write down what they sealed and what they opened, and the ledgers are held against each other (ledger.c). The
# honest mode shows that the session works through this relay. Control: with the sealing taken out of both ends
# (robot-clear), the same ledger finds frames that were wrongly taken.
. "$(dirname "$0")/lib.sh"

# A session of some seconds with picture, input and chat through a relay in that mode.
session() { # mode
	hostile mode="$1"
	robot master master admit
	expect master "^number" 10
	robot client client accept share view control display="$screen" number="$(number_of master)"
	await master "i_control=1" 8
	tell master flood 400
	for i in 1 2 3 4; do
		tell master chat "line $i of the master"
		tell client chat "line $i of the customer"
		sleep 0.25
	done
}
stop() {
	end client
	end master
	exec 8>&-
	end hostile
	rm -f "$work"/*.in
}

display screen 640x480x24
spawn storm "$tools/storm" "$screen" 170 100,100,120,80 10

session honest
stop
ledgers client master || fail "honest"
! grep -q '^refused [1-9]' <(ledgers client master | sed 's/.*\(refused [0-9]*\).*/\1/') || fail "an honest relay, but something was refused"
say "honest: all was taken"

# Every fifth frame of all, and, where it makes a difference, every third of pictures alone (kind 5).
for mode in drop:5 replay:5 old:5 reorder:5 delay:700 flip:5 lane:5 kind:5 echo:5 forge:3 stranger:5 \
	drop:3:5 replay:3:5 reorder:3:5 flip:3:5; do
	session $mode
	# On a busy machine few frames go in that time: the session lasts until the relay has done something.
	[ $mode = delay:700 ] || within 8 grep -q "^${mode%%:*} " "$work/hostile.log"
	stop
	ledgers client master >"$work/ledgers" || fail "$mode: $(cat "$work/ledgers")"
	[ $mode = delay:700 ] || grep -q "^${mode%%:*} " "$work/hostile.log" || fail "$mode: nothing was done"
	say "$mode: $(grep -c "^${mode%%:*} " "$work/hostile.log") times; $(tr '\n' ';' <"$work/ledgers")"
done

for mode in flip:5 replay:5 flip:3:5; do
	ROBOT=robot-clear session $mode
	stop
	must_fail "$mode without sealing" ledgers client master
done
done_well "no frame of a hostile relay is taken"
