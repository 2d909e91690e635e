#!/usr/bin/env bash
# Promise: between a customer at Windows and an operator at Linux: what the operator copies while he controls is pasted by a
# program of Windows exactly, characters of any script and ends of lines; what such a program copies reaches the operator
# with the customer's switch alone, exactly; F12 ends it.
#
# Control: without the switch the same copying does not arrive. Wine is not Windows: its clipboard also is the display's.
. "$(dirname "$0")/system.sh"
wine_program clip

text='é ß € 中 😀
second line'
copy() { printf '%s' "$1" | timeout 120 xclip -display "$operator" -selection clipboard -i; }
operators() { [ "$(timeout 3 xclip -display "$operator" -selection clipboard -o 2>/dev/null)" = "$1" ]; }
windows_pastes() { timeout 20 wine "$work/clip.exe" paste >"$work/pasted" 2>/dev/null; }
windows_has() { windows_pastes && [ "$(cat "$work/pasted")" = "${1//$'\n'/$'\r\n'}" ]; }
windows_copies() {
	printf '%s' "$1" >"$work/copied"
	timeout 20 wine "$work/clip.exe" copy "$(winepath -w "$work/copied")" || fail "the program of Windows can't copy"
}

display customer 1024x768x24
display operator 800x600x24
export DISPLAY=$customer # for all that Wine starts
relay
robot master master admit view control display="$operator"
within 20 test -n "$(number_of master)"
client_start "$windows/LotseClient.exe" --directory "$url"
client_joins "$(number_of master)"
drive_accept "$customer" || fail "accept"
drive_share "$customer" || fail "share"
drive_control "$customer" || fail "control"
expect master 'i_control=1' 10

copy_until_there() { copy "$1"; sleep 0.5; windows_has "$1"; }
within 15 copy_until_there "$text" || fail "at Windows is pasted: $(cat "$work/pasted")"
! windows_has "$text." || fail "the look says yes to all"

copy "the operator's own"
sleep 1
windows_copies "without the switch"
sleep 1.5
operators "the operator's own" || fail "without the switch something arrived"

drive_keys "$customer" Tab Tab Tab Tab space || fail "the switch" # show, may see, may control, may read what I copy
[ -z "${LOTSE_SHOTS:-}" ] || d shot "$customer" "$LOTSE_SHOTS/clipboard.png"
expect master 'i_read=1' 10
sleep 1
operators "the operator's own" || fail "what was copied before the switch arrived"
copy_back_until_there() { windows_copies "$1"; within 2 operators "$1"; }
within 15 copy_back_until_there "$text" || fail "with the switch nothing arrives"

mark master
d key "$customer" F12
expect master 'i_control=0 reads_mine=0 i_read=0' 10
windows_copies "after F12"
sleep 1.5
operators "$text" || fail "after F12 something arrived"
done_well "what is copied goes between Windows and Linux, exactly"
