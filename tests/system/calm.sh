#!/usr/bin/env bash
# Promise: what a customer sees of a master who asks three thousand times is one calm line: the page of the shipped program
# shows the question once and then rests, however long it goes on; and the way out is open all the time.
#
# Control: the page has changed, by that one question, since before. LOTSE_SHOTS=folder keeps what was seen.
. "$(dirname "$0")/lib.sh"
displays=$tools/displays
. "$root/tests/support/drive.sh"
export LOTSE_LOG=1

page() { # name: what the main window shows, but for its last line, which counts milliseconds
	local x y width height
	IFS=, read -r x y width height < <(drive_place "$customer")
	d shot "$customer" "$work/$1.png"
	convert "$work/$1.png" -crop "${width}x$((height - 70))+$x+$y" +repage "$work/$1-page.png"
	[ -z "${LOTSE_SHOTS:-}" ] || cp "$work/$1.png" "$LOTSE_SHOTS/calm-$1.png"
}
looks() { # how many different ones there were of the pages so far
	for file in "$work"/*-page.png; do convert "$file" rgb:- | cksum; done | sort -u | wc -l
}

nested_display customer 1024x900x24
relay
ROBOT=robot-rude ROBOT_ENV="LOTSE_RUDE=asks LOTSE_RUDE_AFTER=$work/now" robot master master admit
expect master '^number' 10
spawn client env DISPLAY="$customer" "$bin/lotse-client" --directory "$url" --list-key "$key"
customer_joins "$customer" "$(number_of master)" "$hand"
drive_accept "$customer" && drive_share "$customer" || fail "the customer's way in"
expect master 'i_see=1' 10
d still "$customer" 5 "$(drive_place "$customer")" || fail "the page does not rest before"
page before

mark master
touch "$work/now"
for look in $(seq -w 12); do # more than three thousand questions take
	page "during-$look"
done
said master '^rude done' || expect master '^rude done' $((60 * slow))
sleep 1 # what has just come up takes no answer for a moment: then its buttons are there
page last
count=$(looks)
[ "$count" -ge 2 ] || fail "the control: the question is not seen"
[ "$count" -le 4 ] || fail "the customer's page had $count different looks"

# "Leave" is the last on the page.
drive_keys "$customer" shift+Tab Return
within 3 test -z "$(drive_strip_width "$customer")" || fail "the way out did not lead out"
page over
done_well "three thousand questions are one calm line ($count looks in all), and the way out is open"
