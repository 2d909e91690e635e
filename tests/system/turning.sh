#!/usr/bin/env bash
# Promise: who may see two who share turns from one to the other and back, and each time sees all of that one's screen at once;
# also when he was let see while he watched somebody else, and when that screen rests.
#
# Anna (master), Ben and Cem (each shares a display of his own), Dora, who watches Ben, then Cem, then Ben again.
. "$(dirname "$0")/lib.sh"

alike() { # display: Dora's picture is that display
	mark dora
	tell dora save "$work/dora.ppm"
	await dora '^saved' 5 && d compare "$1" "$work/dora.ppm" >"$work/compare.log"
}

display ben_screen 640x480x24
display cem_screen 800x600x24
spawn ben_text xterm -display "$ben_screen" -geometry 40x10+10+10 -e sh -c "echo of Ben; cat"
spawn cem_text xterm -display "$cem_screen" -geometry 50x10+40+40 -e sh -c "echo of Cem; cat"
relay
robot anna master admit
for name in ben cem dora; do
	case $name in
	ben) shares="share display=$ben_screen" ;;
	cem) shares="share display=$cem_screen" ;;
	dora) shares= ;;
	esac
	[ "$name" = ben ] || { mark anna && tell anna open; }
	expect anna "^number" 10
	# shellcheck disable=SC2086 # words
	robot "$name" client accept $shares number="$(number_of anna)"
	expect anna "^person .*in=1.*name=$name" 15
done
for name in ben cem; do
	expect $name "^me sharing=1" 10
	expect $name "^person .*connected=1.*name=dora" 10
	tell $name grant "$(peer_of $name dora)" view
	expect dora "i_see=1.*name=$name" 10
done
within 10 alike "$ben_screen" || fail "Dora does not see Ben's screen: $(cat "$work/compare.log")"
for rest in 0 0 0.3 2; do
	sleep "$rest"
	tell dora view "$(peer_of dora cem)"
	within 10 alike "$cem_screen" || fail "Dora turned to Cem and does not see his screen: $(cat "$work/compare.log")"
	tell dora view "$(peer_of dora ben)"
	within 10 alike "$ben_screen" || fail "Dora turned back to Ben and does not see his screen: $(cat "$work/compare.log")"
done
done_well "who turns to somebody else sees him"
