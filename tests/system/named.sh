#!/usr/bin/env bash
# Promise: the program that came from a link, named for its session, needs nothing typed until it has found the operator, and
# shows who asks within 3 seconds of a double click (the 7 digits as the operator says them excepted); nobody is shown before
# they are typed.
#
# The shipped client under such a name. Control: the same file under its own name connects to nobody by itself.
. "$(dirname "$0")/lib.sh"
displays=$tools/displays
. "$root/tests/support/drive.sh"
export LOTSE_LOG=1
ms_since() { echo $(((${EPOCHREALTIME/./} - $1) / 1000)); }
rests() { d still "$customer" 3 "$(drive_place "$customer")"; }

display customer 1024x768x24
relay
robot anna master admit
expect anna '^number' 10
number=$(number_of anna)
mkdir "$work/downloads"
cp "$bin/lotse-client" "$work/downloads/lotse-client"
spawn plain env DISPLAY="$customer" "$work/downloads/lotse-client" --directory "$url" --list-key "$key"
d find "$customer" =Lotse 10 >/dev/null || fail "the client's window"
sleep 2
! said plain 'sealed with' || fail "the control: it connects whatever its name is"
end plain
d gone "$customer" =Lotse 5

mv "$work/downloads/lotse-client" "$work/downloads/LotseClient_$number"
since=${EPOCHREALTIME/./}
spawn client env DISPLAY="$customer" "$work/downloads/LotseClient_$number" --directory "$url" --list-key "$key"
d find "$customer" =Lotse 10 >/dev/null || fail "the client's window"
window=$(ms_since "$since")
expect client 'sealed with' 10
sealed=$(ms_since "$since")
say "from the start to the window $window ms, to the operator's keys and the page that asks for the digits $sealed ms"
rests || true
[ -z "${LOTSE_SHOTS:-}" ] || d shot "$customer" "$LOTSE_SHOTS/named-digits.png"
drive_keys "$customer" || fail "no page"
d type "$customer" "${number: -7}"
heading=$(drive_place "$customer" | awk -F, '{ print $1 "," $2 "," $3 ",110" }') # above the field, where nothing blinks
spawn change "$tools/displays" change "$customer" 5 "$heading"
sleep 0.3
since=${EPOCHREALTIME/./}
d key "$customer" Return
wait "${pid[change]}" || fail "who asks does not come"
shown=$(ms_since "$since")
[ -z "${LOTSE_SHOTS:-}" ] || d shot "$customer" "$LOTSE_SHOTS/named-asked.png"
drive_accept "$customer" || fail "who asks is not there to be accepted"
say "from the last digit to who asks $shown ms: $((sealed + shown)) ms in all"
[ $((sealed + shown)) -lt $((3000 * slow)) ] || fail "who asks comes only after $((sealed + shown)) ms"
done_well "who asks is there soon after a double click"
