#!/usr/bin/env bash
# Promise: two people come together with the shipped programs and the keyboard alone, from the number to the end: the
# operator reads a number, the customer types it, reads who asks and accepts; the operator admits, the customer shows the
# screen and gives control; the picture is exact, what is typed arrives; F12 on either side ends control at once; the
# customer ends it.
#
# Control: after F12 the same typing arrives nowhere, which the same look into the file shows.
. "$(dirname "$0")/lib.sh"
displays=$tools/displays
. "$root/tests/support/drive.sh"
export LOTSE_LOG=1

picture_is_there() { # below the bar of 48 pixels, which the window has above it
	local x y
	read -r _ x y _ < <(d find "$operator" "Screen of")
	d compare "$customer" "$operator" at="$x,$((y + 48))" "$@" $(drive_own "$customer") >"$work/compare.log"
}
took() { # since-when what: printed, and below a second
	local ms=$(((${EPOCHREALTIME/./} - $1) / 1000))
	say "$2: $ms ms"
	[ $ms -lt $((1000 * slow)) ] || fail "$2: $ms ms"
}
events() { grep -cE ' (key|button|motion) ' "$work/witness"; } # releases are no harm
type_there() { # words: at the operator's window, once the customer's own hand has rested
	sleep 2.3
	d focus "$operator" "Screen of"
	d type "$operator" "$1"
	d key "$operator" Return
}
step() { say "$1"; [ -z "${LOTSE_SHOTS:-}" ] || { d shot "$customer" "$LOTSE_SHOTS/$1-customer.png"; d shot "$operator" "$LOTSE_SHOTS/$1-operator.png"; }; }

nested_display customer 1024x768x24
display operator 1280x960x24
spawn shell xterm -display "$customer" -T shell -geometry 60x12+20+560 -e sh -c "cat >$work/typed"
spawn watcher "$tools/watcher" "$customer" "$work/witness"
relay
spawn master env DISPLAY="$operator" "$bin/lotse-master" --directory "$url" --list-key "$key" --print-number --name "Anna Berg"
expect master '^number' 10
number=$(sed -n 's/^number //p' "${log[master]}")
spawn client env DISPLAY="$customer" "$bin/lotse-client" --directory "$url" --list-key "$key"
d find "$customer" =Lotse 10 >/dev/null || fail "the customer's window"

# The number, as it was told; first with a slip of the finger.
drive_keys "$customer" || fail "number field"
d type "$hand" "${number%?}$(((${number: -1} + 1) % 10))" # one digit: the check digit finds that for certain
d key "$hand" Return
sleep 0.5
step "1-typing-error"
! grep -q 'up$' "${log[client]}" || fail "with a typing error something was sent"
d type "$hand" "$number" # what was wrong is selected: it is typed over
step "2-number"
d key "$hand" Return
expect client 'sealed with' 10

# Who asks; Accept; the operator admits by name.
drive_read "$customer" || fail "accept"
step "3-asked"
drive_keys "$customer" Return
sleep 0.7
step "4-waits"
[ -z "$(drive_strip_width "$customer")" ] || fail "in without being admitted"
d focus "$operator" "=Lotse Master"
d key "$operator" Tab Tab Tab Return
d find "$customer" "Lotse strip" 5 >/dev/null || fail "the operator's yes did not arrive"
step "5-choose"

# Everything; the picture is exact, but for the pointer, which is drawn by the viewer.
drive_share "$customer" || fail "share"
d find "$operator" "Screen of" 10 >/dev/null || fail "no picture"
d move "$hand" 5 760
pointer=out=0,745,40,23
within 5 picture_is_there $pointer || fail "the picture: $(cat "$work/compare.log")"
step "6-seen"
type_there "nothing-is-allowed"
sleep 0.5
[ ! -s "$work/typed" ] || fail "typed without control"

# Control: asked for, given by the keyboard, used, and taken back by F12.
d focus "$operator" "Screen of"
d key "$operator" Return
sleep 1
step "7-question"
drive_allow "$customer" || { step "x-allow"; fail "control"; }
d focus "$customer" shell
type_there "hello-$$"
within 5 grep -q "hello-$$" "$work/typed" || fail "what was typed has not arrived"
within 5 picture_is_there || fail "the picture: $(cat "$work/compare.log")"
step "8-controlled"
width=$(drive_strip_width "$customer")
since=${EPOCHREALTIME/./}
d key "$hand" F12
drive_strip_changes "$customer" "$width" "F12" || fail "F12"
took "$since" "from F12 to the strip that says so"
before=$(events)
type_there "after-f12"
sleep 1
[ "$(events)" = "$before" ] || fail "events after F12: $(tail -n 5 "$work/witness")"
! grep -q "after-f12" "$work/typed" || fail "typed after F12"
step "9-f12"

# Given again with the switch, given back by F12 at the operator.
drive_keys "$customer" || fail "window"
width=$(drive_strip_width "$customer")
d key "$hand" Tab Tab Tab space # from where the question was: show, may see, may control
drive_strip_changes "$customer" "$width" "giving control again" || { step "x-switch"; fail "control again"; }
d focus "$customer" shell
type_there "again-$$"
within 5 grep -q "again-$$" "$work/typed" || fail "what was typed has not arrived"
width=$(drive_strip_width "$customer")
d focus "$operator" "Screen of"
d key "$operator" F12
drive_strip_changes "$customer" "$width" "F12 at the operator" || fail "giving back"
step "10-given-back"

# The customer ends it at the strip.
d focus "$customer" "Lotse strip"
d key "$hand" Tab
sleep 0.3
since=${EPOCHREALTIME/./}
d key "$hand" Return
d gone "$customer" "Lotse strip" 5 || fail "the strip stays after the stop sign"
took "$since" "from the stop sign to the end"
d gone "$operator" "Screen of" 5 || fail "the picture stays after the customer left"
step "11-ended"
done_well "from the number to the end by keyboard"
