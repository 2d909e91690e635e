#!/usr/bin/env bash
# Promise: the operator shows the own screen in the same session, with the same number: the customer sees it exactly once the
# operator's switch for that person is on, and not before; Lotse's own windows are not in it. The customer can be let control
# it, and F12 at the operator takes that back. When the operator stops showing, the customer's window with the picture goes.
#
# Control: before the switch is on there is no such window.
. "$(dirname "$0")/lib.sh"
displays=$tools/displays
. "$root/tests/support/drive.sh"
export LOTSE_LOG=1

operator_keys() { # key...
	d focus "$operator" "=Lotse Master"
	sleep 0.3
	for key in "$@"; do d key "$operator" "$key" && sleep 0.05; done
}
picture_is_there() { # the window has a bar of 48 pixels above the picture
	local x y
	read -r _ x y _ < <(d find "$customer" "Screen of")
	# shellcheck disable=SC2046 # words
	d compare "$operator" "$customer" at="$x,$((y + 48))" $(drive_own "$operator" "=Lotse Master") out=0,560,60,40 >"$work/compare.log"
}

display customer 1280x960x24
display operator 1024x768x24
spawn letter xterm -display "$operator" -T letter -geometry 28x8+5+600 -e sh -c "echo for the customer; cat >$work/typed"
relay
spawn master env DISPLAY="$operator" "$bin/lotse-master" --directory "$url" --list-key "$key" --print-number --admit-all
expect master '^number' 10
DISPLAY=$customer spawn client "$bin/lotse-client" --directory "$url" --list-key "$key"
d find "$customer" =Lotse 10 >/dev/null || fail "the customer's window"
drive_keys "$customer" || fail "number field"
d type "$customer" "$(sed -n 's/^number //p' "${log[master]}")"
d key "$customer" Return
expect client 'sealed with' 10
drive_accept "$customer" || fail "accept"
drive_keys "$customer" Return || fail "nothing is shown by the customer"

# From no focus backwards: contrast, language, the end, the own screen; then everything, which is before nothing.
sleep 1
operator_keys shift+Tab shift+Tab shift+Tab shift+Tab Return
sleep 0.5
operator_keys shift+Tab Return
d find "$operator" "Lotse strip" 5 >/dev/null || fail "the operator's strip"
sleep 0.5
[ -z "$(d find "$customer" "Screen of" 2>/dev/null)" ] || fail "seen without being allowed"

# Backwards: contrast, language, the end, the switch that shows, "Invite", may control, may see.
operator_keys shift+Tab shift+Tab shift+Tab shift+Tab shift+Tab shift+Tab shift+Tab
since=${EPOCHREALTIME/./}
d key "$operator" space
d find "$customer" "Screen of" 10 >/dev/null || { [ -z "${LOTSE_SHOTS:-}" ] || d shot "$operator" "$LOTSE_SHOTS/way-failed.png"; fail "no picture at the customer"; }
say "from the switch to the window with the picture: $(((${EPOCHREALTIME/./} - since) / 1000)) ms"
d move "$operator" 20 580
within 5 picture_is_there || fail "the picture: $(cat "$work/compare.log")"
[ -z "${LOTSE_SHOTS:-}" ] || { d shot "$customer" "$LOTSE_SHOTS/way-customer.png"; d shot "$operator" "$LOTSE_SHOTS/way-operator.png"; }

# Control of the operator's computer, after the same warning; F12 there takes it back.
type_there() { # words: by the customer, once the operator's own hand has rested
	sleep 2.5
	d focus "$operator" letter
	d focus "$customer" "Screen of"
	d type "$customer" "$1"
	d key "$customer" Return
}
type_there too-early
sleep 0.5
[ ! -s "$work/typed" ] || fail "typed without control"
width=$(drive_strip_width "$operator")
operator_keys Tab space
sleep 0.7
operator_keys Tab Tab Return
drive_strip_changes "$operator" "$width" "giving control" || { [ -z "${LOTSE_SHOTS:-}" ] || d shot "$operator" "$LOTSE_SHOTS/way-control.png"; fail "control"; }
type_there "hello-$$"
within 5 grep -q "hello-$$" "$work/typed" || fail "what the customer typed has not arrived"
width=$(drive_strip_width "$operator")
since=${EPOCHREALTIME/./}
d key "$operator" F12
drive_strip_changes "$operator" "$width" "F12" || fail "F12 at the operator"
say "from F12 at the operator to the strip that says so: $(((${EPOCHREALTIME/./} - since) / 1000)) ms"
type_there after-f12
sleep 0.5
! grep -q after-f12 "$work/typed" || fail "typed after F12 at the operator"
[ -n "$(d find "$customer" "Screen of")" ] || fail "F12 took the picture as well"

# The strip's stop ends showing, not the session.
d focus "$operator" "Lotse strip"
d key "$operator" Tab Return
d gone "$customer" "Screen of" 5 || fail "the picture stays"
is_alive client && [ -n "$(d find "$customer" "Lotse strip")" ] || fail "the session has ended with it"
done_well "the operator's screen is seen by whom the operator lets"
