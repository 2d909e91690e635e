#!/usr/bin/env bash
# Promise: Ctrl+Shift+F11 in the window with somebody's screen shows how the picture comes along, in a corner and as a veil over
# what is not exact or came as a photo; pressed again it is gone; it is never sent to the other computer.
#
# Anna's window fills her desk, so the two displays are compared as they are. Control: with the figures they differ.
. "$(dirname "$0")/lib.sh"

corner=0,560,480,240 # where the figures lie
place=640,80,320,240 # what moves
pointer=out=600,360,100,80 # is drawn at the viewer
press() { d key "$desk" ctrl+shift+F11; }
# shellcheck disable=SC2086
seen() { d compare "$screen" "$desk" $pointer "$@" >"$work/compare.log"; }
# How much more red than blue there is in the mean, in that place of the desk.
redness() {
	d shot "$desk" "$work/place.ppm" "$place" >/dev/null
	python3 - "$work/place.ppm" <<'PYTHON'
import sys
pixels = open(sys.argv[1], "rb").read().split(b"255\n", 1)[1]
print((sum(pixels[0::3]) - sum(pixels[2::3])) * 3 // len(pixels))
PYTHON
}
is_red() { [ "$(redness)" -gt 30 ]; }
is_blue() { [ "$(redness)" -lt -15 ]; }

display screen 1280x800x24
display desk 1280x800x24
spawn terminal xterm -display "$screen" -geometry 80x20+5+5 -e sh -c "stty -echoctl; cat >$work/typed"
relay
spawn anna env DISPLAY="$desk" "$bin/lotse-master" --directory "$url" --list-key "$key" --admit-all --fullscreen --print-number
expect anna "^number" 10
robot ben client accept share display="$screen" number="$(number_of anna)"
d find "$desk" "Screen of" 15 >/dev/null || fail "Anna has no picture"
within 10 seen || fail "at first Anna does not see the screen: $(cat "$work/compare.log")"

d focus "$desk"
press
within 5 seen "out=$corner" || fail "text is not left as it is: $(cat "$work/compare.log")"
must_fail "figures in the corner" seen
spawn storm "$tools/storm" "$screen" 60 "$place" 30
within 8 is_red || fail "what comes by VP8 is not seen as such: $(redness)"
say "while something moves: VP8"
d change "$desk" 5 "$corner" >/dev/null || fail "the figures do not change"
kill -STOP "${pid[storm]}"
within 8 is_blue || fail "what is exact as a photo is not seen as such: $(redness)"
say "at rest: exact, as a photo"
press
within 5 seen || fail "after the second press something is left: $(cat "$work/compare.log")"

expect ben "^person .*name=" 5
tell ben grant "$(grep -aoE '^person [0-9]+' "${log[ben]}" | head -n 1 | cut -d' ' -f2)" both
expect ben "controls_me=1" 5
d focus "$screen"
sleep 0.5
d focus "$desk"
press
d type "$desk" "word"
d key "$desk" Return
within 5 test -s "$work/typed" || fail "what is typed does not arrive"
[ "$(cat "$work/typed")" = word ] || fail "the key was sent: $(od -c "$work/typed")"
done_well "figures over the picture, and none when nobody wants them"
