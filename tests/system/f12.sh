#!/usr/bin/env bash
# Promise: F12 at the customer's computer takes control back at once, whatever else hangs: after it nothing that the master
# does reaches that computer, with the relay stopped, with an encoder that has all it can do, and with another program that
# holds F12 and the keyboard.
#
# The witness (watcher) hears every key, button and movement of the customer's display, whoever gets it. After the press of
# F12 at most one event that was already on its way, and releases of what is held down, may be seen. The flood of the
# master goes on for seconds afterwards. Control: the same with F11, which must not end anything.
. "$(dirname "$0")/lib.sh"

# How many events other than releases and F12 itself (keycode 96) came after the press of the key with that keycode, the
# latest of them so many ms after it.
late() { # log keycode
	awk -v code="$2" '$2 == "key" && $3 == code && !at { at = $1; next }
		at && $2 != "free" && $2 != "release" && !($3 == code && $2 == "key") { n++; last = $1 }
		END { printf "%d %.1f\n", n, n ? (last - at) / 1000 : 0 }' "$1"
}
counted() { grep -cE ' (key|button|motion) ' "$1"; }

session() { # name: a master who floods, a customer who shares $screen
	expect master "^number" 10
	robot client client accept share view control display="$screen" number="$(number_of master)"
	expect master "i_control=1" 15
	within 5 grep -q ready "$work/witness" || fail "the witness does not listen"
	tell master flood 60000
	within 10 enough || fail "the master's events do not arrive"
}
enough() { [ "$(counted "$work/witness")" -gt 100 ]; }

press() { # key keycode what: and what came after it
	local before
	before=$(counted "$work/witness")
	d key "$screen" "$1"
	sleep "${4:-2}"
	read -r events ms < <(late "$work/witness" "$2")
	say "$3: $before events before $1, $events after it, the last one after $ms ms"
}

start() { # a fresh session on a fresh display
	display screen 800x600x24
	spawn terminal xterm -display "$screen" -geometry 60x20+20+20
	spawn watcher "$tools/watcher" "$screen" "$work/witness"
	relay
	robot master master admit
}
stop() {
	local name
	for name in client master watcher terminal relay screen storm grabber; do
		[ -z "${pid[$name]:-}" ] || end "$name"
		unset "pid[$name]"
	done
	rm -rf "$work"/*.in "$work/state" "$work/witness"
}
must_be_over() { # what
	[ "$events" -le 1 ] || fail "$1: $events events after F12"
	awk -v ms="$ms" 'BEGIN { exit !(ms < 50) }' || fail "$1: an event $ms ms after F12"
}

# The relay hangs, and what it had in its hands comes later.
start
session
kill -STOP "${pid[relay]}"
press F12 96 "relay stopped"
must_be_over "relay stopped"
kill -CONT "${pid[relay]}"
sleep 2
read -r events ms < <(late "$work/witness" 96)
must_be_over "relay goes on"
expect client "f12=1" 2
stop

# Nothing has been given away: other keys end nothing.
start
session
press F11 95 "control" 1
[ "$events" -gt 20 ] || fail "the control: events after F11 were not seen, so this test can't see any"
stop

start
spawn storm "$tools/storm" "$screen" 60
session
press F12 96 "busy encoder"
must_be_over "busy encoder"
stop

# The other program was there first: it has F12, and takes the keyboard and the pointer.
start
spawn grabber "$tools/grabber" "$screen" 60
expect grabber grabbed 10
session
press F12 96 "keyboard and F12 held by another program"
must_be_over "grabbed"
stop

# Control: a customer's program whose gate does not close.
start
ROBOT=robot-deaf
session
kill -STOP "${pid[relay]}"
press F12 96 "control, a gate that does not close" 0.5
kill -CONT "${pid[relay]}"
sleep 1
read -r events ms < <(late "$work/witness" 96)
[ "$events" -gt 5 ] || fail "the control: with the gate kept open only $events events were seen"
say "control: with a gate that does not close, $events events came after F12"
done_well "nothing reaches the customer's computer after F12"
