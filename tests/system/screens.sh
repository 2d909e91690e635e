#!/usr/bin/env bash
# Promise: a screen that gets another size or is turned while it is shown goes on to be shown, exactly, and what is typed and
# clicked then is meant for the screen as it is; screens from 800x600 to 3840x2160 and taller than wide are shown exactly.
#
# Ben's display is a Xephyr whose size is changed as a settings dialog would (RandR). Control: between a change and the next
# picture the two differ.
. "$(dirname "$0")/lib.sh"
command -v Xephyr >/dev/null && command -v xrandr >/dev/null || skip "no Xephyr or no xrandr"

alike() { # robot
	mark "$1"
	tell "$1" save "$work/$1.ppm"
	await "$1" '^saved' 5 && d compare "$screen" "$work/$1.ppm" >"$work/compare.log"
}
turned() { DISPLAY=$screen xrandr "$@" 2>"$work/xrandr.log"; }

display outer 1700x1300x24
: >"$work/inner.number"
spawn inner env DISPLAY="$outer" Xephyr -displayfd 3 -resizeable -screen 800x600 3>"$work/inner.number"
within 10 test -s "$work/inner.number" || fail "Xephyr did not start"
screen=:$(cat "$work/inner.number")
spawn terminal xterm -display "$screen" -geometry 60x20+5+5 -e sh -c "cat >$work/typed"
relay
robot anna master admit
expect anna "^number" 10
robot ben client accept share display="$screen" number="$(number_of anna)"
expect anna "i_see=1" 15
tell ben grant "$(peer_of ben anna)" both
expect anna "i_control=1" 10
within 10 alike anna || fail "at first Anna does not see the screen: $(cat "$work/compare.log")"

cp "$work/anna.ppm" "$work/before.ppm"
for change in "-s 1600x1200" "-s 640x480" "-o left" "-o normal" "-s 800x600"; do
	# shellcheck disable=SC2086
	turned $change || fail "xrandr $change: $(cat "$work/xrandr.log")"
	size=$(d size "$screen")
	expect anna "size=${size/ /x}" 10
	[ "$change" != "-s 1600x1200" ] || must_fail "that the picture before is another one" d compare "$screen" "$work/before.ppm"
	within 10 alike anna || fail "after $change ($size): $(cat "$work/compare.log")"
	say "xrandr $change: ${size/ /x} is seen exactly"
done
d focus "$screen"
tell anna text "still-typing"
tell anna key 40
within 5 grep -q still-typing "$work/typed" || fail "after the changes nothing arrives"

for size in 3840x2160 1080x1920; do
	display large "${size}x24"
	screen=$large
	kind=${size/x/_}
	spawn "text_$kind" xterm -display "$screen" -geometry 100x40+50+70 -e sh -c 'seq 400; cat'
	robot "dora_$kind" master admit
	expect "dora_$kind" "^number" 10
	robot "emil_$kind" client accept share display="$screen" number="$(number_of "dora_$kind")"
	expect "dora_$kind" "size=$size" 15
	within 15 alike "dora_$kind" || fail "$size: $(cat "$work/compare.log")"
	say "$size is seen exactly"
done
done_well "screens of all sizes, and those that change"
