#!/usr/bin/env bash
# Promise: when a session is over, the last page of both shipped programs says what happened in the same words; it is in a
# file only after the person said in which, and only that person may read it.
#
# Control: before that there is no such file, nor a new one in the homes of the two.
. "$(dirname "$0")/lib.sh"
displays=$tools/displays
. "$root/tests/support/drive.sh"
export LOTSE_LOG=1 TZ=UTC LANG=en_US.UTF-8

in_home() { find "$work/home" -type f -newer "$work/began" -not -path '*/.*' | wc -l; }
save() { # display title file: "Save ..." is the second before the button that has the focus
	"$displays" still "$1" 5 0,0,300,300 || true
	d focus "$1" "$2"
	d key "$1" shift+Tab shift+Tab Return
	sleep 0.3
	d type "$1" "$3"
	d key "$1" Return
	within 5 test -s "$3" || { [ -z "${LOTSE_SHOTS:-}" ] || d shot "$1" "$LOTSE_SHOTS/recap-failed.png"; fail "$2 has not saved"; }
}

mkdir -p "$work/home"
touch "$work/began"
display customer 1024x900x24
display operator 1280x960x24
relay
spawn master env HOME="$work/home" DISPLAY="$operator" "$bin/lotse-master" --directory "$url" --list-key "$key" \
	--print-number --admit-all --name "Anna Berg"
expect master '^number' 10
number=$(sed -n 's/^number //p' "${log[master]}")
spawn client env HOME="$work/home" DISPLAY="$customer" "$bin/lotse-client" --directory "$url" --list-key "$key"
customer_joins "$customer" "$number"
drive_accept "$customer" && drive_share "$customer" || fail "the customer's way in"
d find "$operator" "Screen of" 10 >/dev/null || fail "no picture"

# The operator ends it for all: "End session" is before language and contrast; then the question.
d focus "$operator" "=Lotse Master"
d key "$operator" shift+Tab shift+Tab shift+Tab Return
sleep 0.5
d key "$operator" Tab Return
d gone "$customer" "Lotse strip" 5 || fail "it does not end"
sleep 0.5
[ "$(in_home)" = 0 ] || fail "something was kept without being asked for: $(find "$work/home" -type f)"
must_fail "no file" test -e "$work/customer.txt"
save "$customer" =Lotse "$work/customer.txt"
save "$operator" "=Lotse Master" "$work/operator.txt"
if [ -n "${LOTSE_SHOTS:-}" ]; then
	d shot "$customer" "$LOTSE_SHOTS/recap-customer.png"
	d shot "$operator" "$LOTSE_SHOTS/recap-operator.png"
	cp "$work/customer.txt" "$work/operator.txt" "$LOTSE_SHOTS/"
fi
cmp "$work/customer.txt" "$work/operator.txt" || fail "the two differ: $(diff "$work/customer.txt" "$work/operator.txt")"
[ "$(stat -c %a "$work/customer.txt")" = 600 ] || fail "others may read it"
for words in 'Anna Berg opened the session' 'showed the whole screen' 'let Anna Berg see'; do
	grep -q "$words" "$work/customer.txt" || fail "it does not say \"$words\": $(cat "$work/customer.txt")"
done
done_well "the same $(wc -l <"$work/customer.txt") lines at both ends"
