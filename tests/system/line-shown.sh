#!/usr/bin/env bash
# Promise: while the line is lost both people see it: the strip at the customer says so, the operator's picture is pale and
# without colour, with a plate over it; nothing typed arrives, not even later. When the relay is there again, all goes on by
# itself: the strip says what it said, the picture is exact, and what is typed arrives.
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
[ -z "${LOTSE_SHOTS:-}" ] || { d shot "$customer" "$LOTSE_SHOTS/lost-customer.png"; d shot "$operator" "$LOTSE_SHOTS/lost-operator.png"; }
type_there "while-lost"
say "both say that it is lost"

start_relay relay "$work/state" --raw-port "$raw" --http-port "$http"
back() { [ "$(drive_strip_width "$customer")" = "$width" ] && picture_is_there; }
expect client 'is back after' 20
within 10 back || fail "it does not come back: $(cat "$work/compare.log")"
[ "$(colours)" -gt 0 ] || fail "the picture has no colours after"
[ -z "${LOTSE_SHOTS:-}" ] || { d shot "$customer" "$LOTSE_SHOTS/back-customer.png"; d shot "$operator" "$LOTSE_SHOTS/back-operator.png"; }
d focus "$customer" shell
type_there "after-$$"
within 5 grep -q "after-$$" "$work/typed" || fail "what was typed after it came back has not arrived"
! grep -q "while-lost" "$work/typed" || fail "what was typed while it was lost has arrived"
done_well "a lost line is seen by both, and so is that it is back"
