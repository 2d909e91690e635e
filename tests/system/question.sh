#!/usr/bin/env bash
# Promise: while the customer is asked something, nobody who controls can answer in his place: what the operator holds down is
# let go as the question opens, and answers nothing by that; nothing that the operator presses reaches that computer until
# the question is answered by the customer's own hand, nor does a script that was left there answer it; then control goes on.
#
# The shipped client; the master and a third person who asks are robots; the witness hears every event of the customer's
# display. Control: before the question the same presses arrive.
. "$(dirname "$0")/lib.sh"
displays=$tools/displays
. "$root/tests/support/drive.sh"
export LOTSE_LOG=1
counted() { grep -cE ' (key|button|motion) .*test' "$work/witness"; } # by a program; the hand is outside
freed() { grep -cE " $1 $2 " "$work/witness"; }
arrives() { # the operator presses Return: something is heard
	local before
	before=$(counted)
	tell anna key 40
	sleep 0.4
	[ "$(counted)" -gt "$before" ]
}

nested_display customer 1024x768x24
spawn shell xterm -display "$customer" -T shell -geometry 60x12+20+560 -e sh -c cat
spawn watcher "$tools/watcher" "$customer" "$work/witness"
relay
robot anna master admit
expect anna '^number' 10
spawn client env DISPLAY="$customer" "$bin/lotse-client" --directory "$url" --list-key "$key" -
d find "$customer" =Lotse 10 >/dev/null || fail "the customer's window"
drive_keys "$customer" || fail "number field"
d type "$hand" "$(number_of anna)"
d key "$hand" Return
expect client 'sealed with' 10
drive_accept "$customer" || fail "accept"
drive_share "$customer" || fail "share"
drive_control "$customer" || fail "control"
expect anna 'i_control=1' 10

mark anna
tell anna open
expect anna '^number .*used=0' 10
robot ben client accept number="$(number_of anna)"
expect ben '^phase in' 15
customers_peer=$(peer_of ben "$(id -un)")
[ -n "$customers_peer" ] || { tell ben look; sleep 1; customers_peer=$(grep -aE '^person .*shares=1' "${log[ben]}" | tail -n 1 | awk '{ print $2 }'); }
[ -n "$customers_peer" ] || fail "ben does not see the customer"
within 10 grep -aqE "^person $customers_peer .*connected=1" "${log[ben]}" || fail "ben is not introduced to the customer"

d focus "$customer" shell
sleep 2.5 # the customer's hand has rested
within 10 arrives || fail "the control: a key under a grant is not heard"

tell anna down 1 100 650 # on the terminal; our own windows take nothing of hers in any case
tell anna keep 4 # not let go at the end of the order
sleep 0.5
buttons=$(freed release 1)
keys=$(freed free 38)
tell ben ask "$customers_peer" view
sleep 2
[ -z "${LOTSE_SHOTS:-}" ] || d shot "$customer" "$LOTSE_SHOTS/question.png"
[ "$(freed release 1)" -gt "$buttons" ] || fail "the button stays down while the question is open"
[ "$(freed free 38)" -gt "$keys" ] || fail "the key stays down while the question is open"
before=$(counted)
for _ in 1 2 3; do
	tell anna key 40 # Return
	tell anna key 43 # Tab
	tell anna down 1 512 384
	tell anna up 1 512 384
done
sleep 1
[ "$(counted)" = "$before" ] || fail "$(($(counted) - before)) events came through while the question was open"
tell ben look
expect ben '^looked' 5
! grep -aqE "^person $customers_peer .*i_see=1" "${log[ben]}" || fail "somebody else than the customer has answered"
say "held input was let go, and nothing of the operator's got through while the question was open"

# A script that was left on the customer's computer presses "Allow viewing".
d focus "$customer" =Lotse
for press in Tab Tab Return Return Return; do d key "$customer" $press && sleep 0.2; done
sleep 1
[ -z "${LOTSE_SHOTS:-}" ] || d shot "$customer" "$LOTSE_SHOTS/question-script.png"
mark ben
tell ben look
expect ben '^looked' 5
! grep -aqE "^person $customers_peer .*i_see=1" "${log[ben]}" || fail "a script has answered in the customer's place"
say "a script that presses the button allows nothing"

drive_keys "$customer" shift+Tab Return || fail "no answer" # Not now
d focus "$customer" shell
sleep 2.5
within 10 arrives || fail "after the answer nothing arrives any more"
! grep -aqE "^person $customers_peer .*i_see=1" "${log[ben]}" || fail "\"Not now\" has allowed something"
done_well "a question is the customer's to answer"
