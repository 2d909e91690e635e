#!/usr/bin/env bash
# Promise: a number is one seat. A second one with the same number does not come in; he may ask to be let in, and then does so
# only by the operator's click. When a client leaves, the session stays, and its seat can be opened again with the same
# number. When the master leaves, it is over for all.
. "$(dirname "$0")/lib.sh"

relay
robot master master admit
expect master "^number" 10
number=$(number_of master)
robot first client accept number="$number"
expect first "^phase in" 10

robot second client accept number="$number"
expect second "^phase refused" 10
! said second "^phase in" || fail "two people on one seat"
tell second knock
expect second "^phase knocking" 5
expect master "knocked=1" 5
sleep 1
! said second "^phase in" || fail "knocking alone let somebody in"
tell master seat "$(grep -aoE 'route=[0-9]+' "${log[master]}" | tail -n 1 | tr -dc 0-9)"
expect second "^phase in" 10
say "who knocked is in by the operator's click"

tell first leave
expect master "^gone" 5
mark second
sleep 1
! said second "^phase ended" || fail "a client's leaving ended the session"
robot third client accept number="$number"
expect third "^phase refused" 10
tell third knock
mark master
expect third "^phase knocking" 5
tell master seat "$(grep -aoE 'route=[0-9]+' "${log[master]}" | tail -n 1 | tr -dc 0-9)"
expect third "^phase in" 10
say "the seat was opened again for the same number"

tell master leave
expect second "^phase ended RESULT_CLOSED" 5
expect third "^phase ended RESULT_CLOSED" 5
done_well "a number is one seat"
