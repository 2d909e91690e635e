#!/usr/bin/env bash
# Promise: when the customer's session is locked, or the computer goes to sleep, nothing is shown and nothing controlled from
# that moment on, until the person there has clicked once: unlocking and waking bring nothing back. Said by logind and by
# the screen saver over real buses (dbus-daemon), to the shipped client.
#
# Control: what another person's session on the same computer does changes nothing.
. "$(dirname "$0")/lib.sh"
displays=$tools/displays
. "$root/tests/support/drive.sh"
export LOTSE_LOG=1

bus() { # variable: a bus; its address goes into the variable
	spawn "bus-$1" dbus-daemon --session --nofork --print-address
	expect "bus-$1" '^unix:' 5
	printf -v "$1" %s "$(grep -m 1 '^unix:' "${log[bus-$1]}")"
}
bus system_bus
bus session_bus
export DBUS_SYSTEM_BUS_ADDRESS=$system_bus DBUS_SESSION_BUS_ADDRESS=$session_bus XDG_SESSION_ID=c1
mkfifo "$work/orders"
spawn desktop sh -c "exec '$tools/lock-bus' <'$work/orders'"
exec 8>"$work/orders"
expect desktop '^ready' 5

nested_display customer 1024x768x24
relay
robot anna master admit
expect anna '^number' 10
spawn client env DISPLAY="$customer" "$bin/lotse-client" --directory "$url" --list-key "$key"
customer_joins "$customer" "$(number_of anna)"
drive_accept "$customer" || fail "accept"
drive_share "$customer" || fail "share"
expect anna '^person .*i_see=1' 10
expect desktop '^asked Get$' 5
expect desktop '^asked GetActive$' 5
width=$(drive_strip_width "$customer")

rests() { # what order
	mark anna
	mark client
	echo "$2" >&8
	await anna '^person .*rests=1' 1 || fail "$1: it is still shown after a second"
	say "$1: it rests"
}
stays() { # what order: brings nothing back
	echo "$2" >&8
	sleep 1
	! said anna '^person .*rests=0' || fail "$1 alone brought it back"
	[ "$(drive_strip_width "$customer")" != "$width" ] || fail "$1: the strip does not say that it rests"
}
goes_on() {
	mark anna
	drive_keys "$customer" Tab Tab Tab Return # Leave, Show nothing, Go on showing
	await anna '^person .*rests=0' 5 || fail "one click does not go on"
	drive_strip_changes "$customer" "" "the click" && [ "$(drive_strip_width "$customer")" = "$width" ] || sleep 0.5
}

mark anna
echo stranger >&8
sleep 1
! said anna '^person .*rests=1' || fail "the control: another one's session was taken for this one"

rests locked lock
stays unlocked unlock
goes_on
rests "locked by its hint" "hint 1"
stays "unlocked by its hint" "hint 0"
goes_on
rests "screen saver" "saver 1"
stays "no screen saver" "saver 0"
goes_on
rests "sleep" "sleep 1"
stays "awake" "sleep 0"
goes_on
done_well "a lock or a sleep stops all until one click"
