#!/usr/bin/env bash
# Promise: a program that knows no relay asks for its address; what is wrong with one is said in words, within 15 s; the
# tries can be copied with one button; another address then works. All by keyboard, with the shipped programs.
#
# Control: the address that works at the end is not reached before it is typed.
. "$(dirname "$0")/lib.sh"
displays=$tools/displays
. "$root/tests/support/drive.sh"
export LOTSE_LOG=1

display customer 1024x768x24
display operator 1024x768x24
relay
read -r dead < <(free_ports 1)

# A check has nobody to ask.
for program in lotse-client lotse-master; do
	"$bin/$program" --check --list-key "$key" >"$work/out" 2>&1
	[ $? = 2 ] || fail "$program --check without an address does not end with 2"
	grep -q "no address of a relay" "$work/out" || fail "$program --check without an address says: $(cat "$work/out")"
done

spawn master env DISPLAY="$operator" "$bin/lotse-master" --list-key "$key" --print-number
d find "$operator" "=Lotse Master" 10 >/dev/null || fail "the operator's window"
sleep 0.5
d focus "$operator" "=Lotse Master"
d type "$operator" "not an address"
d key "$operator" Return
sleep 0.5
d type "$operator" "$url" # it is typed over
d key "$operator" Return
expect master '^number' 10
number=$(sed -n 's/^number //p' "${log[master]}")
say "the operator typed it"

# The customer: first an address where nobody is.
spawn client env DISPLAY="$customer" "$bin/lotse-client" --list-key "$key"
d find "$customer" =Lotse 10 >/dev/null || fail "the customer's window"
drive_keys "$customer" || fail "the page that asks for the address"
d type "$customer" "http://127.0.0.1:$dead"
d key "$customer" Return
sleep 0.3
d type "$customer" "$number"
d key "$customer" Return
expect client 'ended: RESULT_LIST_UNREACHABLE' 15
drive_keys "$customer" Tab Return || fail "the page of what was tried" # from "Try again" round to the first button
copied() { d clip "$customer" >"$work/lines" && grep -q "list of relays can't be fetched" "$work/lines"; }
within 5 copied || fail "nothing to copy that says what is wrong: $(cat "$work/lines")"
! grep -q "$(tr -d ' ' <<<"$number" | cut -c 6-)" "$work/lines" || fail "the number is in the lines"
say "copied: $(tr '\n' '|' <"$work/lines")"
! said client 'sealed with' || fail "reached before it was typed"
end client

# Then the right one.
spawn client env DISPLAY="$customer" "$bin/lotse-client" --list-key "$key"
d find "$customer" =Lotse 10 >/dev/null || fail "the customer's window"
drive_keys "$customer" || fail "the page that asks for the address"
d type "$customer" "$url"
d key "$customer" Return
sleep 0.3
d type "$customer" "$number"
d key "$customer" Return
expect client 'sealed with' 10
done_well "an address can be typed, and what is wrong with one is said"
