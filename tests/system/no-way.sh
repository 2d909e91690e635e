#!/usr/bin/env bash
# Promise: where nothing leads out, a person reads after 15 s at the most what is wrong, and can copy every try with its reason;
# when the way is open again, one key tries again, and it works.
#
# Control: with the way open the same program is in at once.
. "$(dirname "$0")/lib.sh"
. "$root/tests/support/lab.sh"
displays=$tools/displays
. "$root/tests/support/drive.sh"
export LOTSE_LOG=1

lab_up
LAB_AT=relay1 relay
url=http://relay1.test:$http_port
display customer 1024x768x24
LAB_AT=operator robot master master admit
expect master '^number' 20
number=$(number_of master)
lab_lock
spawn client at customer env DISPLAY="$customer" "$bin/lotse-client" --directory "$url" --list-key "$key"
d find "$customer" =Lotse 10 >/dev/null || fail "the customer's window"
drive_keys "$customer" || fail "number field"
d type "$customer" "$number"
d key "$customer" Return
begun=$SECONDS
expect client 'ended: RESULT_' 15
[ $((SECONDS - begun)) -le 15 ] || fail "it took $((SECONDS - begun)) s"
say "after $((SECONDS - begun)) s: $line"
drive_keys "$customer" Tab Return || fail "the page of what was tried" # from "Try again" round to the first button
copied() { d clip "$customer" >"$work/lines" && [ -s "$work/lines" ]; }
within 5 copied || fail "nothing to copy"
say "copied: $(tr '\n' '|' <"$work/lines")"
grep -qE ": (no answer in time|nothing answers there|there is no way there)" "$work/lines" || fail "no try with its reason"
[ "$(wc -l <"$work/lines")" -ge 3 ] || fail "not every try"
[ -z "${LOTSE_SHOTS:-}" ] || d shot "$customer" "$LOTSE_SHOTS/no-way.png"

lab_unlock
d key "$customer" shift+Tab Return # back to "Try again"
expect client 'sealed with' 15
done_well "what is wrong is read in time, copied, and tried again"
