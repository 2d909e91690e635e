#!/usr/bin/env bash
# Promise: without a display, or on one that can't be shown (16 or 30 bits of colour), there is a clear sentence and no black
# picture. Control: on a display of 24 bits it is shared.
. "$(dirname "$0")/lib.sh"

for program in lotse-master lotse-client; do
	out=$("$bin/$program" --directory http://127.0.0.1:9 2>&1 </dev/null)
	code=$?
	[ $code = 1 ] || fail "$program without a display ends with $code"
	grep -q "no screen that Lotse can show" <<<"$out" || fail "$program without a display says: $out"
	grep -q "inside your desktop" <<<"$out" || fail "$program does not say what to do: $out"
done
say "no display: said"

relay
display flat 800x600x16
display deep 800x600x30
display good 800x600x24
for screen in flat deep good; do
	robot "master_$screen" master admit
	expect "master_$screen" "^number" 10
	robot "client_$screen" client accept share view display="${!screen}" number="$(number_of "master_$screen")"
	expect "client_$screen" "^phase in" 10
done
for screen in flat deep; do
	expect "client_$screen" "sharing=0 share_result=RESULT_COLOURS" 10
	say "$screen: said: $line"
done
expect client_good "sharing=1 share_result=RESULT_OK" 10
expect master_good "size=800x600" 10
for screen in flat deep; do
	! said "master_$screen" "size=[1-9]" || fail "a picture of a display that can't be shown"
done
done_well "no display is said"
