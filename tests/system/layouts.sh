#!/usr/bin/env bash
# Promise: where the two keyboards have different layouts, what the operator types arrives as the characters on the operator's
# keys, not as those on the customer's.
#
# The operator's display is German, the customer's American; the shipped master is typed into. Control: with the customer's
# display made to say that it is German too, the same keys arrive as American ones.
. "$(dirname "$0")/lib.sh"

display customer
display operator
DISPLAY=$operator setxkbmap de
relay

# A session with control in which `words` are typed at the operator's window; what arrived is in $work/typed.
types() { # words
	: >"$work/typed"
	spawn shell xterm -display "$customer" -geometry 60x12+20+20 -e sh -c "stty -echo; cat >$work/typed"
	DISPLAY=$operator spawn master "$bin/lotse-master" --directory "$url" --list-key "$key" --admit-all --fullscreen --print-number
	expect master '^number' 10
	robot client client accept share view control display="$customer" number="$(sed -n 's/^number //p' "${log[master]}" | tr -dc 0-9)"
	expect client "controls_me=1" 10
	within 10 d find "$operator" "Screen of" >/dev/null || fail "the master shows no picture"
	sleep 1
	d move "$customer" 100 100
	d focus "$operator" "Screen of"
	d type "$operator" "$1"
	d key "$operator" Return
	within 5 test -s "$work/typed" || fail "nothing has arrived"
	end client
	end master
	end shell
	rm -f "$work"/*.in
}

types "zoo-yes"
grep -qx "zoo-yes" "$work/typed" || fail "German keys arrive as: $(cat "$work/typed")"
say "different layouts: the characters arrive"

python3 - "$customer" <<'P' || fail "the customer's layout can't be made to lie"
import ctypes, sys
x = ctypes.CDLL("libX11.so.6")
x.XOpenDisplay.restype = ctypes.c_void_p
d = ctypes.c_void_p(x.XOpenDisplay(sys.argv[1].encode()))
x.XDefaultRootWindow.restype = ctypes.c_ulong
x.XInternAtom.restype = ctypes.c_ulong
names = b"evdev\0pc105\0de\0\0\0"
x.XChangeProperty(d, ctypes.c_ulong(x.XDefaultRootWindow(d)), ctypes.c_ulong(x.XInternAtom(d, b"_XKB_RULES_NAMES", 0)),
                  ctypes.c_ulong(31), 8, 0, names, len(names))
x.XCloseDisplay(d)
P
types "zoo-yes"
! grep -qx "zoo-yes" "$work/typed" || fail "control: it arrives though the layouts seem to be the same"
done_well "what is typed arrives whatever the layouts (control: $(cat "$work/typed"))"
