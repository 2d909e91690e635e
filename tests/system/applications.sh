#!/usr/bin/env bash
# Promise: of a chosen program all its windows are shown and can be used, menus and dialogs included, and nothing else of the
# screen: not a window that lies over it, not one that moves about, and what is typed goes nowhere else. One monitor shows
# that monitor alone.
#
# Ben shares one of two xterms under a window manager; all that is magenta is the other one's. Control: with everything
# shared, magenta is found.
. "$(dirname "$0")/lib.sh"

# What is in Anna's picture: prints the size, magenta pixels, and pixels that are neither calm nor black.
look() {
	mark anna
	tell anna save "$work/anna.ppm"
	await anna '^saved' 5 || return 1
	python3 - "$work/anna.ppm" <<-'PYTHON'
		import sys
		data = open(sys.argv[1], "rb").read()
		head, size, depth, pixels = data.split(b"\n", 3)
		pixels = [pixels[i:i + 3] for i in range(0, len(pixels), 3)]
		magenta = sum(p[0] > 200 and p[2] > 200 and p[1] < 60 for p in pixels)
		print(size.decode().replace(" ", "x"), magenta, sum(p != b"\x8a\x8f\x94" for p in pixels))
	PYTHON
}
magenta() { look | awk '{ print $2 }'; }
lively() { look | awk '{ print $3 }'; } # how many pixels are not calm
is_hidden() { [ "$(magenta)" = 0 ]; }
is_shown() { [ "$(magenta)" -gt 1000 ]; }
# The window of that title, on top of all, is in Anna's picture as it is on the screen.
is_exact() { # title
	local id x y w h
	id=$(x search --name "^$1\$" | head -n 1)
	x windowraise "$id"
	read -r x y w h < <(xwininfo -display "$ben_screen" -id "$id" |
		awk -F: '/Absolute upper-left [XY]|Width|Height/ { printf "%d ", $2 }')
	sleep 0.5
	mark anna
	tell anna save "$work/anna.ppm"
	await anna '^saved' 5 || return 1
	import -display "$ben_screen" -window root -crop "${w}x$h+$x+$y" "$work/there.ppm"
	convert "$work/anna.ppm" -crop "${w}x$h+$x+$y" "$work/here.ppm"
	different=$(compare -metric AE "$work/there.ppm" "$work/here.ppm" null: 2>&1)
	[ "$different" = 0 ]
}
x() { DISPLAY=$ben_screen xdotool "$@"; }

display ben_screen 1024x768x24
spawn manager env DISPLAY="$ben_screen" openbox --sm-disable
spawn mine xterm -display "$ben_screen" -T mine -fg black -bg '#d0f0d0' -geometry 60x20+60+60 -e sh -c "cat >$work/mine"
spawn other xterm -display "$ben_screen" -T other -fg black -bg '#ff00ff' -geometry 60x20+300+200 -e sh -c "cat >$work/other"
within 10 x search --name '^mine$' >/dev/null && within 10 x search --name '^other$' >/dev/null || fail "xterm"
relay
robot anna master admit
expect anna "^number" 10
robot ben client accept display="$ben_screen" number="$(number_of anna)"
expect ben "^phase in" 10

# The control: everything.
tell ben share on
expect anna "i_see=1.*name=ben" 10
within 10 is_shown || fail "with everything shared the other window is not seen"
say "everything: the other window is seen, $(look)"

# One of the two, and nothing of the other, though that lies over it.
tell ben share program mine
within 10 is_hidden || fail "the other window is seen: $(look)"
x windowraise "$(x search --name '^other$')"
sleep 0.5
is_hidden || fail "the other window is seen over the shared one: $(look)"
within 5 is_exact mine || fail "the shared window is not what it is: $different of ${w}x$h+$x+$y"
rest=$(lively)
[ "$rest" -gt 50000 ] && [ "$rest" -lt 200000 ] || fail "not the one window: $rest pixels"
say "one program: only its window, exact, $rest pixels"

# The other one moves about, comes and goes.
other=$(x search --name '^other$')
for i in $(seq 24); do
	x windowmove "$other" $((i * 37 % 500)) $((i * 53 % 400)) windowsize "$other" $((200 + i * 29 % 300)) $((150 + i * 17 % 300))
	[ $((i % 10)) != 0 ] || { x windowunmap "$other"; x windowmap "$other"; }
	[ $((i % 4)) != 0 ] || is_hidden || fail "it was seen at turn $i: $(look)"
done
say "the other one moved about and was never seen"

# A menu of the shared program, which is a window of its own that says nothing of itself.
tell ben grant "$(peer_of ben anna)" both
expect anna "i_control=1.*name=ben" 10
mine=$(x search --name '^mine$')
x windowmove "$mine" 60 60 windowraise "$mine" windowfocus --sync "$mine"
sleep 0.5
x mousemove 160 160 keydown Control_L mousedown 1
sleep 1
with_menu=$(lively)
is_hidden || fail "with the menu the other window is seen"
import -display "$ben_screen" -window root "$work/menu.ppm"
x mousemove 5 700 mouseup 1 keyup Control_L
sleep 0.5
convert "$work/anna.ppm" -crop 120x200+170+170 "$work/here.ppm"
convert "$work/menu.ppm" -crop 120x200+170+170 "$work/there.ppm"
[ "$(compare -metric AE "$work/there.ppm" "$work/here.ppm" null: 2>&1)" -lt 2000 ] || fail "the menu is not seen ($with_menu pixels)"
say "its menu is seen"

# A dialog of another program for the shared window, and a GTK program as the shared one.
spawn dialog env DISPLAY="$ben_screen" NO_AT_BRIDGE=1 zenity --info --title dialog --text "for mine" --attach="$mine"
within 10 x search --name '^dialog$' >/dev/null || fail "zenity"
within 5 is_exact dialog || fail "the dialog is not what it is: $different of ${w}x$h+$x+$y"
is_hidden || fail "with the dialog the other window is seen"
tell ben share program dialog
sleep 1
within 5 is_exact dialog || fail "the GTK window is not what it is: $different of ${w}x$h+$x+$y"
tell ben share program mine
end dialog
within 5 is_exact mine || fail "after the dialog: $different of ${w}x$h+$x+$y"
say "a dialog for its window is seen, and a GTK window by itself"

# What is typed and clicked reaches it, and nothing else.
tell anna text "for-mine"
tell anna key 40
within 5 grep -q for-mine "$work/mine" || fail "what was typed has not arrived"
x windowmove "$other" 400 300 windowsize "$other" 300 200 windowraise "$other" windowfocus --sync "$other"
tell anna text "for-other"
tell anna key 40
tell anna move 500 400
tell anna down 1 500 400
tell anna up 1 500 400
sleep 1
[ ! -s "$work/other" ] || fail "what was typed has reached the other program: $(cat "$work/other")"
at=$(x getmouselocation | sed 's/ screen.*//')
[ "$at" != "x:500 y:400" ] || fail "the pointer went to the other program"
say "input reaches the shared program alone"

# One monitor of two, side by side.
tell ben share off
expect ben "^me sharing=0" 5
DISPLAY=$ben_screen xrandr --setmonitor left 512/100x768/100+0+0 screen --setmonitor right 512/100x768/100+512+0 none
tell ben share monitor right
is_monitor() { [ "$(look | cut -d' ' -f1)" = 512x768 ]; }
within 10 is_monitor || fail "the picture is not the monitor: $(look)"
say "one monitor: $(look)"
tell anna leave
done_well "chosen programs and one monitor, and nothing else"
