#!/usr/bin/env bash
# Promise: characters of any script that an operator types arrive exactly in a real notepad on the customer's Windows, also
# those beyond 16 bits and those that no key of the keyboard has.
#
# Control: the same look says no to another text.
. "$(dirname "$0")/system.sh"
wine_program edit_text

display customer 1024x768x24
relay
notepad_start
robot master master admit view control
within 20 test -n "$(number_of master)"
cp "$windows/LotseClient.exe" "$work/LotseClient_$(number_of master).exe"
client_start "$work/LotseClient_$(number_of master).exe" --directory "$url"
expect client 'sealed with' 20 # by itself, with the number in the name
drive_keys "$customer" || fail "the page that asks for digits"
digits=$(number_of master)
d type "$customer" "${digits: -7}"
d key "$customer" Return
drive_accept "$customer" || fail "accept"
drive_share "$customer" || fail "share"
drive_control "$customer" || fail "control"
expect master 'i_control=1' 10

into_notepad 60 300
text="é ß € 中 😀 Ελληνικά кириллица ñ ~ \\ @ \" ' { }"
tell master text "$text"
within 15 notepad_has "$text" || fail "in notepad stands: $(notepad_text)"
! notepad_has "$text." || fail "the look says yes to all"
done_well "characters of any script arrive exactly"
