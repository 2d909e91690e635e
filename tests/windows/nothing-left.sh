#!/usr/bin/env bash
# Promise: the client leaves nothing on the customer's computer: no file, no value in the registry, whether it is closed or
# killed in the middle of a session.
#
# The state of the Wine prefix after it is compared with that after notepad. Control: a program that writes one file and one
# value is found. The file that the person was given, and what stands beside it, is his own and is looked at too.
. "$(dirname "$0")/lib.sh"
. "$root/tests/system/lib.sh"
displays=$tools/displays
. "$root/tests/support/drive.sh"
export LOTSE_LOG=1
wine_use screen
trap 'code=$?; wine_end; (exit $code); finish' EXIT # before the displays go

# Files with size and time, but for the registry's, whose content counts: without its times, the date of Wine's driver, and
# the code page and its fonts, where Wine notes that of the program that drew first (ours asks for UTF-8).
state() { # name
	wineserver -w
	find "$WINEPREFIX" "$work/download" ! -name '*.reg' -type f -printf '%p %s %T@\n' | sort >"$work/$1.state"
	cat "$WINEPREFIX"/*.reg | grep -vE '^(#time=|"DriverDateData"=|"Codepages"=|"(OEMFONT|FIXEDFON|FONTS).FON"=)' | sed -E 's/^(\[.*\]) [0-9]+$/\1/' >>"$work/$1.state"
}
differs() { ! diff "$work/$1.state" "$work/$2.state" >"$work/difference"; } # name name
close_window() { timeout 20 wine "$work/close_window.exe" "$1"; }
run_notepad() {
	DISPLAY=$customer spawn notepad wine notepad
	d find "$customer" Notepad 60 >/dev/null || fail "notepad does not come"
	close_window "Untitled - Notepad" || fail "notepad's window can not be closed"
	timeout 20 tail --pid="${pid[notepad]}" -f /dev/null || fail "notepad does not end"
}
start_client() { # option...
	DISPLAY=$customer spawn client wine "$work/download/LotseClient.exe" "$@"
	d find "$customer" =Lotse 20 >/dev/null || fail "the customer's window"
}

wine_program close_window
mkdir "$work/download"
cp "$windows/LotseClient.exe" "$work/download/"
display customer 1024x768x24
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

start_client --directory http://127.0.0.1:9 --list-key "$(winepath -w "$key")"
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
start_client --directory "$url" --list-key "$(winepath -w "$key")"
drive_keys "$customer" || fail "number field"
d type "$customer" "$(number_of master)"
d key "$customer" Return
expect client 'sealed with' 20
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

wine reg add 'HKCU\Software\LotseTest' /v x /d y /f >/dev/null 2>&1
state value
must_fail "a value in the registry" eval '! differs before value'
wine reg delete 'HKCU\Software\LotseTest' /f >/dev/null 2>&1
echo x >"$WINEPREFIX/drive_c/users/left"
state file
rm "$WINEPREFIX/drive_c/users/left"
must_fail "a file" eval '! differs before file'
done_well "nothing is left"
