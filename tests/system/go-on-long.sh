#!/usr/bin/env bash
# Promise: when the line was away for more than two minutes, nothing is shown and nothing controlled until the person at the
# shared computer has clicked once: the strip says that showing rests, the operator's picture stays pale, what is typed does
# not arrive; after the one click all is as before. No key does it by itself.
#
# Control: before the loss the picture has its colours, and the same typing arrives.
. "$(dirname "$0")/lib.sh"
displays=$tools/displays
. "$root/tests/support/drive.sh"
export LOTSE_LOG=1

display customer 1024x768x24
display operator 1280x960x24
spawn shell xterm -display "$customer" -T shell -geometry 60x12+20+560 -bg '#204080' -e sh -c "cat >$work/typed"
read -r raw http < <(free_ports 2)
relay --raw-port "$raw" --http-port "$http"
spawn master env DISPLAY="$operator" "$bin/lotse-master" --directory "$url" --list-key "$key" --print-number --admit-all
expect master '^number' 10
number=$(sed -n 's/^number //p' "${log[master]}")
spawn client env DISPLAY="$customer" "$bin/lotse-client" --directory "$url" --list-key "$key"
d find "$customer" =Lotse 10 >/dev/null || fail "the customer's window"
drive_keys "$customer" || fail "number field"
d type "$customer" "$number"
d key "$customer" Return
expect client 'sealed with' 10
drive_accept "$customer" || fail "accept"
drive_share "$customer" || fail "share"
d find "$operator" "Screen of" 10 >/dev/null || fail "no picture"

where() { read -r _ x y w h _ < <(d find "$operator" "Screen of"); }
picture_is_there() { where && d compare "$customer" "$operator" at="$x,$((y + 48))" out=0,745,40,23 $(drive_own "$customer") >"$work/compare.log"; }
# How many of 64 places of the picture have a colour, where the blue window is and the plate is not.
colours() {
	where
	d shot "$operator" "$work/operator.ppm" "$x,$((y + 48)),1024,768" || return
	python3 - "$work/operator.ppm" <<'PY'
import sys
data = open(sys.argv[1], "rb").read()
head = data.split(b"\n", 3)
width, height = map(int, head[1].split())
pixels = head[3]
spots = [(30 + 20 * i, 590 + 15 * k) for i in range(8) for k in range(8)]
print(sum(len(set(pixels[3 * (y * width + x):][:3])) > 1 for x, y in spots))
PY
}
type_there() {
	d focus "$operator" "Screen of"
	d type "$operator" "$1"
	d key "$operator" Return
}

d move "$customer" 5 760
within 5 picture_is_there || fail "the picture: $(cat "$work/compare.log")"
[ "$(colours)" -gt 0 ] || fail "the control: the picture has no colours before"
drive_control "$customer" || fail "control"
d focus "$customer" shell
type_there "before-$$"
within 5 grep -q "before-$$" "$work/typed" || fail "the control: what was typed before has not arrived"
width=$(drive_strip_width "$customer")
say "shown and controlled"

kill -KILL "${pid[relay]}" # and its workers with it
drive_strip_changes "$customer" "$width" "the lost line" || fail "strip"
is_grey() { [ "$(colours)" = 0 ]; }
within 5 is_grey || fail "the picture still looks live"
sleep 122
start_relay relay "$work/state" --raw-port "$raw" --http-port "$http"
expect client 'is back after' 30
sleep 2
[ "$(drive_strip_width "$customer")" != "$width" ] || fail "shown without a click"
is_grey || fail "the picture looks live without a click"
[ -z "${LOTSE_SHOTS:-}" ] || { d shot "$customer" "$LOTSE_SHOTS/rests-customer.png"; d shot "$operator" "$LOTSE_SHOTS/rests-operator.png"; }
d focus "$customer" shell
type_there "rests"
sleep 1
drive_keys "$customer" Return space Escape # no part of the page has the focus
sleep 1
is_grey || fail "a key went on by itself"
say "it rests"

drive_keys "$customer" Tab Tab Tab Return # Leave, Show nothing, Go on showing
back() { [ "$(drive_strip_width "$customer")" = "$width" ] && picture_is_there; }
within 10 back || fail "one click does not go on: $(cat "$work/compare.log")"
[ "$(colours)" -gt 0 ] || fail "the picture has no colours after"
d focus "$customer" shell
type_there "after-$$"
within 5 grep -q "after-$$" "$work/typed" || fail "what was typed after the click has not arrived"
! grep -q "rests" "$work/typed" || fail "what was typed while it rested has arrived"
done_well "after a long gap one click goes before showing and control"
