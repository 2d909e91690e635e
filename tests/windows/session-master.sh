#!/usr/bin/env bash
# Promise: an operator at Windows and a customer at Linux come together with the shipped programs and the keyboard alone: the
# number comes on standard output as on Linux; the operator admits, sees the screen exactly, asks for control, types into a
# terminal of the customer's, and gives control back with F12; leaving ends it for both.
#
# Control: before control is given, and after F12, the same typing arrives nowhere.
. "$(dirname "$0")/system.sh"

picture_is_there() { # below the bar of 48 pixels, which the window has above it
	local x y
	read -r _ x y _ < <(d find "$operator" "Screen of")
	d compare "$customer" "$operator" at="$x,$((y + 48))" "$@" $(drive_own "$customer") >"$work/compare.log"
}
type_there() { # words: at the operator's window
	d focus "$operator" "Screen of"
	d type "$operator" "$1"
	d key "$operator" Return
}
step() { say "$1"; [ -z "${LOTSE_SHOTS:-}" ] || { d shot "$customer" "$LOTSE_SHOTS/master-$1-customer.png"; d shot "$operator" "$LOTSE_SHOTS/master-$1-operator.png"; }; }

display customer 1024x768x24
display operator 1280x960x24
spawn shell xterm -display "$customer" -T shell -geometry 60x12+20+560 -e sh -c "cat >$work/typed"
relay
windows_key=$(DISPLAY=$operator winepath -w "$key") # the first one here: Wine's desktop comes where it was asked for
DISPLAY=$operator spawn master wine "$windows/LotseMaster.exe" --directory "$url" --list-key "$windows_key" --print-number --name "Anna Berg"
expect master '^number' 30
number=$(sed -n 's/^number //p' "${log[master]}" | tr -d '\r')
spawn client env DISPLAY="$customer" "$bin/lotse-client" --directory "$url" --list-key "$key"
d find "$customer" =Lotse 10 >/dev/null || fail "the customer's window"
drive_keys "$customer" || fail "number field"
d type "$customer" "$number"
d key "$customer" Return
expect client 'sealed with' 20
step "1-number"
drive_read "$customer" && drive_keys "$customer" Return || fail "accept"
sleep 0.7
d focus "$operator" "=Lotse Master"
step "2-knocks"
d key "$operator" Tab Tab Tab Return
d find "$customer" "Lotse strip" 10 >/dev/null || fail "the operator's yes did not arrive"

drive_share "$customer" || fail "share"
d find "$operator" "Screen of" 10 >/dev/null || fail "no picture"
d move "$customer" 5 760
within 10 picture_is_there out=0,745,40,23 || fail "the picture: $(cat "$work/compare.log")"
step "3-seen"
type_there "nothing-is-allowed"
sleep 0.5
[ ! -s "$work/typed" ] || fail "typed without control"

d focus "$operator" "Screen of"
d key "$operator" Return
sleep 1
drive_allow "$customer" || fail "control"
d focus "$customer" shell
type_there "Hello-from-Windows-$$"
within 10 grep -qx "Hello-from-Windows-$$" "$work/typed" || fail "what was typed has not arrived: $(cat "$work/typed")"
within 10 picture_is_there out=0,745,40,23 || fail "the picture: $(cat "$work/compare.log")"
step "4-controlled"

width=$(drive_strip_width "$customer")
d focus "$operator" "Screen of"
d key "$operator" F12
drive_strip_changes "$customer" "$width" "F12 at the operator" || fail "giving back"
type_there "after-f12"
sleep 1
! grep -q "after-f12" "$work/typed" || fail "typed after F12"
step "5-given-back"

d focus "$customer" "Lotse strip"
d key "$customer" Tab Return
d gone "$operator" "Screen of" 10 || fail "the picture stays after the customer left"
done_well "an operator at Windows, from the number to the end"
