#!/usr/bin/env bash
# Promise: a customer is told of each one who comes in while the screen is shown, before that one sees anything; who is
# refused there by keyboard asks for nothing any more and sees nothing for the rest of the session.
#
# Control: the same question of one who was not refused is on the customer's page at once.
. "$(dirname "$0")/lib.sh"
displays=$tools/displays
. "$root/tests/support/drive.sh"
export LOTSE_LOG=1 LANG=en_US.UTF-8

looks_like() { # name: what the main window shows, but for its last line, which counts milliseconds
	local x y width height
	IFS=, read -r x y width height < <(drive_place "$customer")
	d still "$customer" 5 "$x,$y,$width,$((height - 70))" || true
	d shot "$customer" "$work/$1.ppm" "$x,$y,$width,$((height - 70))"
	[ -z "${LOTSE_SHOTS:-}" ] || convert "$work/$1.ppm" "$LOTSE_SHOTS/newcomer-$1.png"
}
differ() { ! cmp -s "$work/$1.ppm" "$work/$2.ppm"; }
has_changed() { looks_like "$2" && differ "$1" "$2"; }
invite() { # robot: comes in by a number of its own
	mark anna
	tell anna open
	expect anna "^number" 10
	robot "$1" client accept number="$(number_of anna)"
	expect anna "^person .*in=1.*name=$1" 15
}

nested_display customer 1024x900x24
relay
robot anna master admit
expect anna '^number' 10
spawn client env DISPLAY="$customer" "$bin/lotse-client" --directory "$url" --list-key "$key"
customer_joins "$customer" "$(number_of anna)" "$hand"
drive_accept "$customer" && drive_share "$customer" || fail "the customer's way in"
expect anna 'i_see=1' 10
looks_like alone

invite cem
within 5 has_changed alone told || fail "the customer is not told of Cem"
! grep -q 'i_see=1' "${log[cem]}" || fail "Cem sees something"
drive_keys "$customer" Tab Return # "Refuse" is the first on the page
within 5 has_changed told refused || fail "nothing says that Cem was refused"
customer_peer=$(grep -aoE '^person [0-9]+ .*shares=1' "${log[cem]}" | tail -n 1 | awk '{ print $2 }')
mark cem
tell cem ask "$customer_peer" view
tell cem ask "$customer_peer" both
sleep 1
looks_like asked
! differ refused asked || fail "the customer is asked by somebody who was refused"

invite dora
within 5 has_changed asked second || fail "the customer is not told of Dora"
tell dora ask "$customer_peer" view
within 5 has_changed second question || fail "the control: Dora's question is not seen"
! grep -q 'i_see=1' "${log[cem]}" "${log[dora]}" || fail "somebody sees what nobody allowed"
done_well "each who comes in is told of, and who is refused stays out"
