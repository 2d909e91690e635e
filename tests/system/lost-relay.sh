#!/usr/bin/env bash
# Promise: when the relay is killed, both sides say so within 5 seconds, everything that the master held down on the
# customer's computer is let go at once, and either of the two can end the session though there is no line.
#
# The master holds a key; the witness on the customer's display sees when it is let go. Control: while the relay lives,
# the key stays down for longer than that.
. "$(dirname "$0")/lib.sh"

is_down() { [ "$(grep -c ' key 38 ' "$work/witness")" -gt "$(grep -c ' free 38 ' "$work/witness")" ]; } # keycode of "a"
is_up() { ! is_down; }

display screen 800x600x24
spawn terminal xterm -display "$screen" -geometry 60x20+20+20
spawn watcher "$tools/watcher" "$screen" "$work/witness"
relay
robot master master admit
expect master "^number" 10
robot client client accept share view control display="$screen" number="$(number_of master)"
expect master "i_control=1" 15
tell master keep 4
within 5 is_down || fail "the key does not arrive"
for _ in 1 2 3 4 5 6; do
	sleep 0.5
	is_down || fail "control: the key was let go while the relay lives and the master holds it"
done
say "control: the key stays down while the relay lives"

begun=$(now_us)
kill -KILL "${pid[relay]}"
expect master "^line lost" 5
expect client "^line lost" 5
said_after=$((($(now_us) - begun) / 1000))
within 2 is_up || fail "the key is still down"
released=$(awk '$2 == "free" && $3 == 38 { at = $1 } END { print at }' "$work/witness")
say "both said so within $said_after ms, the key was let go after $(((released - begun) / 1000)) ms"
[ "$said_after" -le 5000 ] || fail "it took $said_after ms"
sleep 2
is_alive master && is_alive client || fail "somebody has given up"
for who in client master; do
	tell $who leave
	expect $who "^phase ended RESULT_CLOSED" 2
done
done_well "a dead relay is said, and nothing stays down"
