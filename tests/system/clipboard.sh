#!/usr/bin/env bash
# Promise: what the operator copies while he controls is on the customer's clipboard, exactly, also much of it. What the
# customer copies reaches the operator only while the customer's own switch for that is on: never what was copied before,
# and nothing after F12, nor when control is given again. Nothing of ours stays on a clipboard behind us.
#
# Control: with the switch on, the same copying arrives.
. "$(dirname "$0")/lib.sh"

copy() { printf '%s' "$2" | timeout 120 xclip -display "$1" -selection clipboard -i; } # display text
pastes() { [ "$(timeout 3 xclip -display "$1" -selection clipboard -o 2>/dev/null)" = "$2" ]; }
text='é ß € 中 😀
second line'

display customer 800x600x24
display operator 800x600x24
relay
robot master master admit display="$operator"
expect master "^number" 10
robot client client accept share view control display="$customer" number="$(number_of master)"
expect master "i_control=1" 15
peer=$(peer_of client master)

# From who controls.
copied_across() { pastes "$customer" "$1"; }
copy_until_there() { copy "$operator" "$1"; within 2 copied_across "$1"; } # the program may not be listening yet
within 10 copy_until_there "begin" || fail "nothing that the operator copies arrives"
copy "$operator" "$text"
within 5 copied_across "$text" || fail "what the operator copied is not what the customer pastes"
seq 1 150000 | head -c 900000 >"$work/large"
timeout 120 xclip -display "$operator" -selection clipboard -i "$work/large"
large_is_there() { timeout 5 xclip -display "$customer" -selection clipboard -o 2>/dev/null | cmp -s - "$work/large"; }
within 20 large_is_there || fail "900 kB did not arrive"
say "900 kB arrived"

# From the customer: with the switch alone, and only what is copied after it.
operators_own() { pastes "$operator" "$1"; }
keeps() { # text what: the operator's clipboard has still what it had
	sleep 1
	operators_own "$1" || fail "$2 something arrived"
}
switch() { # 0 or 1
	tell client clipboard "$peer" "$1"
	expect client "reads_mine=$1" 5
}
copy "$operator" "the operator's own"
within 5 copied_across "the operator's own" || fail "what the operator copied is not what the customer pastes"
copy "$customer" "copied before"
keeps "the operator's own" "without the switch"
switch 1
expect master "i_read=1" 5
keeps "the operator's own" "of what was copied before the switch"
copy_back_until_there() { copy "$customer" "$1"; within 2 operators_own "$1"; }
within 10 copy_back_until_there "control: $text" || fail "with the switch nothing arrives"

# F12 ends it; control given again does not bring it back.
mark master
d key "$customer" F12
expect master "i_control=0 reads_mine=0 i_read=0" 5
copy "$customer" "after F12"
keeps "control: $text" "after F12"
mark master
tell client grant "$peer" both
expect master "i_control=1 reads_mine=0 i_read=0" 5
copy "$customer" "still after F12"
keeps "control: $text" "with control given again"

# At the end nothing of ours is left.
within 5 copy_until_there "for now" || fail "control was given again, but nothing arrives"
tell client leave
expect client "^phase ended" 5
is_empty() { ! timeout 3 xclip -display "$customer" -selection clipboard -o >/dev/null 2>&1; }
within 3 is_empty || fail "something stays on the customer's clipboard"
done_well "what is copied goes where it may and nowhere else"
