#!/usr/bin/env bash
# Promise: the customer shows one program alone, chosen by its name and picture with the keyboard: the operator sees its
# window exactly, and nothing of another window, or of Lotse's own.
#
# Control: a comparison of the whole screen fails, as all else is a calm grey.
. "$(dirname "$0")/lib.sh"
displays=$tools/displays
. "$root/tests/support/drive.sh"
export LOTSE_LOG=1

nested_display customer 1024x768x24
display operator 1280x960x24
spawn shown xterm -display "$customer" -T shown -class Shown -geometry 28x8+5+600 -e sh -c "echo this is shown; cat"
d find "$customer" shown 10 >/dev/null || fail "the first program" # so that the other one is topmost, and first
spawn secret xterm -display "$customer" -T secret -class Secret -bg red -geometry 28x8+840+600 -e sh -c "echo a secret; cat"
relay
spawn master env DISPLAY="$operator" "$bin/lotse-master" --directory "$url" --list-key "$key" --print-number --admit-all
expect master '^number' 10
DISPLAY=$customer spawn client "$bin/lotse-client" --directory "$url" --list-key "$key"
d find "$customer" =Lotse 10 >/dev/null || fail "the customer's window"
d find "$customer" secret 10 >/dev/null || fail "the second program"
drive_keys "$customer" || fail "number field"
d type "$hand" "$(sed -n 's/^number //p' "${log[master]}")"
d key "$hand" Return
expect client 'sealed with' 10
drive_accept "$customer" || fail "accept"

# Only a part; the first program is the one whose window is topmost.
drive_keys "$customer" Tab Return || fail "the list of programs"
sleep 1.5 # it is looked for
drive_keys "$customer" Tab Tab space Tab Return || fail "choosing" # the secret one, the one that is shown, "Show these"
d find "$operator" "Screen of" 10 >/dev/null || fail "no picture"

where() { d find "$1" "$2" | awk '{ print $2, $3, $4, $5 }'; } # display window: x y width height
read -r x y width height < <(where "$customer" shown)
read -r left top _ < <(where "$operator" "Screen of")
outside="out=0,0,1024,$y out=0,$((y + height)),1024,$((768 - y - height)) out=0,$y,$x,$height out=$((x + width)),$y,$((1024 - x - width)),$height"
shown_is_exact() {
	# shellcheck disable=SC2086 # words
	d compare "$customer" "$operator" at="$left,$((top + 48))" $1 >"$work/compare.log"
}
within 5 shown_is_exact "$outside" || { [ -z "${LOTSE_SHOTS:-}" ] || { d shot "$operator" "$LOTSE_SHOTS/part-failed.png"; d shot "$customer" "$LOTSE_SHOTS/part-failed-customer.png"; }; fail "the window that is shown: $(cat "$work/compare.log")"; }
must_fail "what is not shown" shown_is_exact ""

read -r x y width height < <(where "$customer" secret)
d shot "$operator" "$work/operator.png"
[ -z "${LOTSE_SHOTS:-}" ] || cp "$work/operator.png" "$LOTSE_SHOTS/part.png"
colours=$(convert "$work/operator.png" -crop "${width}x$height+$((left + x))+$((top + 48 + y))" +repage -unique-colors -format '%w' info:)
[ "$colours" = 1 ] || fail "where the other window is, the operator sees $colours colours"
done_well "one program is shown, and nothing else"
