#!/usr/bin/env bash
# Promise: characters of any script that an operator types arrive exactly in a real notepad on the customer's Windows, also
# those beyond 16 bits and those that no key of the keyboard has.
#
# Control: the same look says no to another text.
. "$(dirname "$0")/lib.sh"
. "$root/tests/system/lib.sh"
displays=$tools/displays
. "$root/tests/support/drive.sh"
export LOTSE_LOG=1
wine_use screen
trap 'code=$?; wine_end; (exit $code); finish' EXIT # before the displays go
wine_program edit_text
notepad_text() { DISPLAY=$customer timeout 20 wine "$work/edit_text.exe" | tr -d '\r'; }
notepad_has() { [ "$(notepad_text)" = "$1" ]; }

display customer 1024x768x24
relay
DISPLAY=$customer spawn notepad wine notepad
d find "$customer" Notepad 60 >/dev/null || fail "notepad does not come"
robot master master admit view control
within 20 test -n "$(number_of master)"
cp "$windows/LotseClient.exe" "$work/LotseClient_$(number_of master).exe"
DISPLAY=$customer spawn client wine "$work/LotseClient_$(number_of master).exe" --directory "$url" --list-key "$(winepath -w "$key")"
d find "$customer" =Lotse 20 >/dev/null || fail "the customer's window"
expect client 'sealed with' 20 # by itself, with the number in the name
drive_keys "$customer" || fail "the page that asks for digits"
digits=$(number_of master)
d type "$customer" "${digits: -7}"
d key "$customer" Return
drive_accept "$customer" || fail "accept"
drive_share "$customer" || fail "share"
drive_control "$customer" || fail "control"
expect master 'i_control=1' 10

d click "$customer" 60 300 # into notepad: without a manager of windows, that is what gives it the keyboard under Wine
sleep 2.5 # the hand of the customer goes first
text="é ß € 中 😀 Ελληνικά кириллица ñ ~ \\ @ \" ' { }"
tell master text "$text"
within 15 notepad_has "$text" || fail "in notepad stands: $(notepad_text)"
! notepad_has "$text." || fail "the look says yes to all"
done_well "characters of any script arrive exactly"
