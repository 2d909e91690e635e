# shellcheck shell=bash
# What tests of the Windows programs as a whole share: tests/system's helpers, the hand that drives windows, Wine's end before the
# displays go, and what is done at the display $customer. Sourced at the top, in the place of lib.sh.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=tests/system/lib.sh
. "$root/tests/system/lib.sh"
# shellcheck disable=SC2034 # drive.sh reads it
displays=$tools/displays
# shellcheck source=tests/support/drive.sh
. "$root/tests/support/drive.sh"
export LOTSE_LOG=1
wine_use screen
trap 'code=$?; wine_end; (exit $code); finish' EXIT

notepad_start() { # [program that starts it]
	DISPLAY=$customer spawn notepad wine "$@" 'C:\windows\system32\notepad.exe'
	d find "$customer" Notepad 60 >/dev/null || fail "notepad does not come"
}
notepad_text() { DISPLAY=$customer timeout 20 wine "$work/edit_text.exe" | tr -d '\r'; } # wants wine_program edit_text
notepad_has() { [ "$(notepad_text)" = "$1" ]; }
into_notepad() { # x y: without a manager of windows, a click is what gives a window the keyboard under Wine
	d click "$customer" "$1" "$2"
	sleep 2.5 # the hand of the customer goes first
}
close_window() { DISPLAY=$customer timeout 20 wine "$work/close_window.exe" "$1"; } # wants wine_program close_window

# The client at the customer, with its window.
client_start() { # program option...: with --directory also the relay's key
	[ -z "${2:-}" ] || set -- "$@" --list-key "$(DISPLAY=$customer winepath -w "$key")"
	DISPLAY=$customer spawn client wine "$@"
	d find "$customer" =Lotse 20 >/dev/null || fail "the customer's window"
}
client_joins() { # number: typed by hand, until the channel is sealed
	drive_keys "$customer" || fail "number field"
	d type "$customer" "$1"
	d key "$customer" Return
	expect client 'sealed with' 20
}
