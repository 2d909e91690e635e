#!/usr/bin/env bash
# Promise: a customer without an administrator's rights can go on as administrator: a window of higher rights in front takes
# no input of the operator, who hears why, and it goes on by itself in front of others; after the customer's click the
# session goes over to the same program started again, as the same person, with nothing granted, and only one of the two is
# left at the end. Who connects to the pipe before the right process gets nothing, and a new process that ends at once
# costs nothing.
#
# Control: before, with the same grant, what is typed into a window of equal rights arrives.
#
# Wine is not Windows: "as administrator" asks nobody there and gives no rights (so the click here stands for both, "no" is not
# tested, and neither is that the new process reaches the window of higher rights); it has one integrity level, but knows
# elevated and limited tokens, which is what this goes by; nothing there keeps our input from an elevated window but our own
# gate; and the screen of a security question does not exist. packaging/windows/CHECKLIST.md, 8 to 10 and 16 to 19.
. "$(dirname "$0")/system.sh"
wine_program edit_text
wine_program close_window
wine_program limited
wine_program stranger

start_notepad() { notepad_start ${1:+"$work/$1.exe"}; } # rights: "" or limited
to_front() { # our own window, where notepad does not cover it
	local x y w
	read -r _ x y w _ < <(d find "$customer" =Lotse)
	d click "$customer" "$((x + w - 10))" "$((y + 300))"
}
end_notepad() { # empty, so that it asks nothing
	DISPLAY=$customer timeout 20 wine "$work/edit_text.exe" clear
	close_window "Untitled - Notepad"
	d gone "$customer" Notepad 10 || fail "notepad does not end"
}
clients() { pgrep -f 'LotseClient.exe( |$)' | while read -r one; do grep -qz "WINEPREFIX=$WINEPREFIX" "/proc/$one/environ" 2>/dev/null && echo "$one"; done; }
children() { for one in $(clients); do tr '\0' ' ' <"/proc/$one/cmdline" 2>/dev/null | grep -q -- '--continue [0-9a-f]' && ! tr '\0' ' ' <"/proc/$one/cmdline" | grep -q limited && echo "$one"; done; }
child_name() { tr '\0' ' ' <"/proc/$1/cmdline" | grep -oE -- '--continue [0-9a-f]+' | cut -d' ' -f2; }
hold_child() { # waits for the new process, and stops it before it can do anything
	local _
	for _ in $(seq 2000); do
		child=$(children | head -n 1)
		[ -z "$child" ] || { kill -STOP "$child"; return 0; }
		sleep 0.01
	done
	fail "the new process does not come"
}
last_person() { grep -a "^person $peer " "${log[master]}" | tail -n 1; }
person_is() { last_person | grep -qE "$1"; }
click_elevate() { drive_keys "$customer" "$@" space; } # Tab..: to the button, which is behind show, see, control and copy

display customer 1024x768x24
relay
robot master master admit view control
within 20 test -n "$(number_of master)"
cp "$windows/LotseClient.exe" "$work/LotseClient.exe"
start_notepad "" # so that Wine's desktop is there before a limited program wants it
end_notepad
client_start "$work/limited.exe" "$(winepath -w "$work/LotseClient.exe")" --directory "$url"
client_joins "$(number_of master)"
drive_accept "$customer" || fail "accept"
drive_share "$customer" || fail "share"
drive_control "$customer" || fail "control"
expect master 'i_control=1' 10
peer=$(peer_of master ".*")
[ -n "$peer" ] || peer=$(grep -aoE '^person [0-9]+' "${log[master]}" | tail -n 1 | cut -d' ' -f2)
person_is 'may_elevate=1' || fail "the operator does not know that it can be asked for: $(last_person)"

start_notepad limited
into_notepad 60 420
tell master text "equal rights"
within 10 notepad_has "equal rights" || fail "in a window of equal rights stands: $(notepad_text)"
say "a window of equal rights: typed"
end_notepad
within 5 person_is 'barrier=0' || fail "barred without cause: $(last_person)"

start_notepad ""
into_notepad 60 420
within 5 person_is 'barrier=1' || fail "the operator is not told: $(last_person)"
tell master text "higher rights"
sleep 1
notepad_has "" || fail "typed into a window of higher rights: $(notepad_text)"
[ -z "${LOTSE_SHOTS:-}" ] || d shot "$customer" "$LOTSE_SHOTS/elevate-barred.png"
to_front
within 5 person_is 'barrier=0' || fail "it does not end by itself: $(last_person)"
person_is 'i_control=1' || fail "control was lost by it: $(last_person)"
say "a window of higher rights: told, nothing typed, and it ends by itself"

# The new process ends before it has come: nothing has happened.
click_elevate Tab Tab Tab Tab Tab
hold_child
kill -KILL "$child"
expect client 'continue as administrator:' 20
person_is 'i_control=1.*away=0' || fail "a start that failed cost something: $(last_person)"
sleep 1
[ "$(clients | wc -l)" -ge 1 ] || fail "no client is left"
say "a start that failed costs nothing"

# Somebody else is faster at the pipe.
mark client
click_elevate Tab Tab Tab Tab Tab
hold_child
spawn stranger env DISPLAY="$customer" wine "$work/stranger.exe" "$(child_name "$child")"
expect stranger 'bytes' 20
grep -q '^connected' "${log[stranger]}" || fail "the stranger could not even connect, so this shows nothing: $(cat "${log[stranger]}")"
grep -qE '^0 bytes' "${log[stranger]}" || fail "the stranger got something: $(cat "${log[stranger]}")"
expect client 'somebody else came' 10
person_is 'i_control=1.*away=0' || fail "the stranger has ended something: $(last_person)"
say "a stranger at the pipe: gets nothing"

# And now it goes on.
mark master
kill -CONT "$child"
expect client 'handed over' 20
timeout 30 tail --pid="${pid[client]}" -f /dev/null || fail "the first process does not end"
within 20 person_is 'connected=1.*away=0' || fail "the new process is not back: $(last_person)"
person_is 'i_see=0 i_control=0 reads_mine=0 i_read=0' || fail "something is granted: $(last_person)"
grep -aq "^gone $peer" "${log[master]}" && fail "it is not the same person"
[ "$(grep -ac '^person [0-9]* .*in=1' <(grep -a '^person' "${log[master]}" | awk '!seen[$2]++'))" = 1 ] || fail "there are more people than one"
d find "$customer" =Lotse 10 >/dev/null || fail "the new window"
one_is_left() { [ "$(clients | wc -l)" -le 1 ]; } # asked anew each time
within 10 one_is_left || fail "more than one process is left: $(clients)"
say "the same person, nothing granted, one process"

end_notepad
drive_share "$customer" || fail "share again"
start_notepad limited
into_notepad 60 420
tell master text "not allowed"
sleep 1
notepad_has "" || fail "typed without a grant: $(notepad_text)"
to_front
drive_control "$customer" || fail "control again"
within 10 person_is 'i_control=1' || fail "control again: $(last_person)"
into_notepad 60 420
tell master text "allowed again"
within 10 notepad_has "allowed again" || fail "in notepad stands: $(notepad_text)"
done_well "the customer went on as administrator"
