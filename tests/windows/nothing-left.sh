#!/usr/bin/env bash
# Promise: the client leaves nothing on the customer's computer: no file, no value in the registry, whether it is closed or
# killed in the middle of a session, or goes on as administrator, or is killed after that. The operator's program leaves
# nothing either, closed in a session or killed in one.
#
# The state of the Wine prefix after it is compared with that after notepad. Control: a program that writes one file and one
# value is found. The file that the person was given, and what stands beside it, is his own and is looked at too.
. "$(dirname "$0")/system.sh"

# Files with size and time, but for the registry's, whose content counts: without its times, the date of Wine's driver, and
# the code page and its fonts, where Wine notes that of the program that drew first (ours asks for UTF-8).
state() { # name
	wineserver -w
	find "$WINEPREFIX" "$work/download" ! -name '*.reg' -type f -printf '%p %s %T@\n' | sort >"$work/$1.state"
	cat "$WINEPREFIX"/*.reg | grep -vE '^(#time=|"DriverDateData"=|"Codepages"=|"(OEMFONT|FIXEDFON|FONTS).FON"=)' | sed -E 's/^(\[.*\]) [0-9]+$/\1/' >>"$work/$1.state"
}
differs() { ! diff "$work/$1.state" "$work/$2.state" >"$work/difference"; } # name name
run_notepad() {
	notepad_start
	close_window "Untitled - Notepad" || fail "notepad's window can not be closed"
	timeout 20 tail --pid="${pid[notepad]}" -f /dev/null || fail "notepad does not end"
}

wine_program close_window
wine_program limited
mkdir "$work/download"
cp "$windows/LotseClient.exe" "$windows/LotseMaster.exe" "$work/download/"
display customer 1024x768x24
display guest 640x480x24
export DISPLAY=$customer
relay
run_notepad # what the first window of a prefix leaves
state first
run_notepad
state before
if differs first before; then
	cat "$work/difference"
	fail "notepad alone changes the prefix, so this test can't see anything"
fi

client_start "$work/download/LotseClient.exe" --directory http://127.0.0.1:9
sleep 2
close_window Lotse || fail "the client's window can not be closed"
timeout 20 tail --pid="${pid[client]}" -f /dev/null || fail "the client does not end when its window is closed"
state closed
if differs before closed; then
	cat "$work/difference"
	fail "closed, the client left something"
fi
say "closed: nothing is left"

robot master master admit view
within 20 test -n "$(number_of master)"
client_start "$work/download/LotseClient.exe" --directory "$url"
client_joins "$(number_of master)"
drive_accept "$customer" || fail "accept"
drive_share "$customer" || fail "share"
sleep 1
kill -9 "${pid[client]}"
timeout 20 tail --pid="${pid[client]}" -f /dev/null
state killed
if differs before killed; then
	cat "$work/difference"
	fail "killed in a session, the client left something"
fi
say "killed in a session: nothing is left"

# The operator's program, with a picture and control in it.
master_in_session() { # name
	DISPLAY=$customer spawn "$1" wine "$work/download/LotseMaster.exe" --directory "$url" \
		--list-key "$(DISPLAY=$customer winepath -w "$key")" --print-number --name "Anna Berg"
	expect "$1" '^number' 30
	robot "guest_$1" client accept share view control display="$guest" number="$(number_of "$1")"
	sleep 2
	d focus "$customer" "=Lotse Master"
	d key "$customer" Tab Tab Tab Return # admits the first who knocks
	d find "$customer" "Screen of" 20 >/dev/null || fail "the operator sees nothing"
	sleep 1
}
master_left() { # name how
	timeout 20 tail --pid="${pid[$1]}" -f /dev/null || fail "the operator's program does not end: $2"
	kill "${pid[guest_$1]}"
	state "$1"
	if differs before "$1"; then
		cat "$work/difference"
		fail "$2, the operator's program left something"
	fi
	say "the operator's program $2: nothing is left"
}
master_in_session operator_closed
for _ in asked sure; do # the first time it asks
	close_window "Lotse Master" || fail "the operator's window can not be closed"
	sleep 1
done
master_left operator_closed "closed in a session"
master_in_session operator_killed
kill -9 "${pid[operator_killed]}"
master_left operator_killed "killed in a session"

# As administrator: the first process hands over and ends, the second one is killed.
start_limited() {
	client_start "$work/limited.exe" "$(winepath -w "$work/download/LotseClient.exe")" --directory "$url"
}
the_child() { # its process, once it is alone
	local one
	for one in $(pgrep -f 'LotseClient.exe( |$)'); do
		grep -qz "^WINEPREFIX=$WINEPREFIX\$" "/proc/$one/environ" 2>/dev/null || continue
		tr '\0' ' ' <"/proc/$one/cmdline" | grep -q -- '--continue [0-9a-f]' && echo "$one"
	done | head -n 1
}
run_notepad # what a program with limited rights does to a prefix, is its own
spawn limited wine "$work/limited.exe" 'C:\windows\system32\cmd.exe' /c rem
timeout 20 tail --pid="${pid[limited]}" -f /dev/null
state before
robot second master admit view control
within 20 test -n "$(number_of second)"
start_limited
client_joins "$(number_of second)"
drive_accept "$customer" || fail "accept"
drive_share "$customer" || fail "share"
drive_control "$customer" || fail "control"
drive_keys "$customer" Tab Tab Tab Tab Tab space || fail "continue as administrator"
expect client 'handed over' 20
timeout 30 tail --pid="${pid[client]}" -f /dev/null || fail "the first process does not end"
child=$(the_child)
[ -n "$child" ] || fail "there is no second process"
within 20 eval 'grep -a "^person" "${log[second]}" | tail -n 1 | grep -q "connected=1.*away=0"' || fail "the second process is not back"
drive_share "$customer" || fail "share again"
sleep 1
kill -9 "$child"
timeout 20 tail --pid="$child" -f /dev/null
state elevated
if differs before elevated; then
	cat "$work/difference"
	fail "as administrator, the client left something"
fi
say "continued as administrator and killed: nothing is left"

wine reg add 'HKCU\Software\LotseTest' /v x /d y /f >/dev/null 2>&1
state value
must_fail "a value in the registry" eval '! differs before value'
wine reg delete 'HKCU\Software\LotseTest' /f >/dev/null 2>&1
echo x >"$WINEPREFIX/drive_c/users/left"
state file
rm "$WINEPREFIX/drive_c/users/left"
must_fail "a file" eval '! differs before file'
done_well "nothing is left"
