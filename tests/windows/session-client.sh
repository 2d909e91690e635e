#!/usr/bin/env bash
# Promise: a customer at Windows and an operator at Linux come together with the shipped programs: the
# number is in the file's name, the customer types its last digits as he is told them, reads who asks and accepts; the operator admits,
# sees the screen exactly, and with control types into a real notepad; F12, pressed as a real key, ends control at once; the
# customer ends it.
#
# Control: after F12 the same typing arrives nowhere. Wine is not Windows: the picture comes by GDI here, as Wine has no
# desktop duplication.
. "$(dirname "$0")/system.sh"
wine_program edit_text

# The frame and title that Windows counts to a window, which no manager of windows draws on this display.
framed() {
	local x y width height
	IFS=, read -r x y width height < <(drive_place "$customer")
	echo "out=$((x - 4)),$((y - 23)),$((width + 8)),$((height + 27))"
}
picture_is_there() { # below the bar of 48 pixels, which the window has above it
	local x y
	read -r _ x y _ < <(d find "$operator" "Screen of")
	d compare "$customer" "$operator" at="$x,$((y + 48))" "$@" $(drive_own "$customer") "$(framed)" >"$work/compare.log"
}
type_there() { # words: at the operator's window
	d focus "$operator" "Screen of"
	d type "$operator" "$1"
}
press_as_a_person() { # x y: a press that takes no time at all gets lost at times under Wine
	d move "$customer" "$1" "$2"
	sleep 0.2
	d down "$customer" "$1" "$2"
	sleep 0.1
	d up "$customer" "$1" "$2"
}
step() { say "$1"; [ -z "${LOTSE_SHOTS:-}" ] || { d shot "$customer" "$LOTSE_SHOTS/client-$1-customer.png"; d shot "$operator" "$LOTSE_SHOTS/client-$1-operator.png"; }; }

display customer 1024x768x24
display operator 1280x960x24
relay
spawn master env DISPLAY="$operator" "$bin/lotse-master" --directory "$url" --list-key "$key" --print-number --name "Anna Berg"
expect master '^number' 10
number=$(sed -n 's/^number //p' "${log[master]}")
notepad_start
cp "$windows/LotseClient.exe" "$work/LotseClient_${number// /} (1).exe"
started=$(now_us)
client_start "$work/LotseClient_${number// /} (1).exe" --directory "$url"
say "from start to window: $((($(now_us) - started) / 1000)) ms"

expect client 'sealed with' 20 # by itself, with the number in the name
drive_keys "$customer" || fail "the page that asks for digits"
step "1-digits"
digits=${number// /}
d type "$customer" "${digits: -7}" # as the operator says them
d key "$customer" Return
drive_read "$customer" || fail "accept"
step "2-asked"
drive_keys "$customer" Return
sleep 0.7
[ -z "$(drive_strip_width "$customer")" ] || fail "in without being admitted"
d focus "$operator" "=Lotse Master"
d key "$operator" Tab Tab Tab Return
d find "$customer" "Lotse strip" 10 >/dev/null || fail "the operator's yes did not arrive"
step "3-choose"

drive_share "$customer" || fail "share"
d find "$operator" "Screen of" 10 >/dev/null || fail "no picture"
d move "$customer" 5 760
within 10 picture_is_there out=0,745,40,23 || fail "the picture: $(cat "$work/compare.log")"
step "4-seen"
type_there "nothing-is-allowed"
sleep 0.5
notepad_has "" || fail "typed without control: $(notepad_text)"

d focus "$operator" "Screen of"
d key "$operator" Return
sleep 1
step "5-question"
drive_allow "$customer" || fail "control"
into_notepad 60 300
type_there "hello from Linux $$"
within 10 notepad_has "hello from Linux $$" || fail "in notepad stands: $(notepad_text)"
step "6-controlled"

width=$(drive_strip_width "$customer")
d key "$customer" F12 # a hand's: it comes from the display, and not from a program of Wine's
drive_strip_changes "$customer" "$width" "F12" || fail "F12"
type_there "after-f12"
sleep 1
notepad_has "hello from Linux $$" || fail "typed after F12: $(notepad_text)"
step "7-f12"

# The strip never takes the keyboard on Windows, so by its button (keyboards use Leave on the page).
read -r _ x y width _ < <(d find "$customer" "Lotse strip")
press_as_a_person "$((x + width - 60))" "$((y + 24))"
d gone "$operator" "Screen of" 10 || { step "x-stays"; fail "the picture stays after the customer left"; }
done_well "a customer at Windows, from the number in the file's name to the end"
