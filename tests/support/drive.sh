# shellcheck shell=bash
# drive.sh - the customer's hand: works the windows of the shipped lotse-client by keyboard alone, as a person would. Sourced
# by packaging/demo, tests/bench/perf-peer and tests/system; $displays is the program of that name (tests/support/programs).
#
# Each step waits for what a person would wait to see: a window, a page that rests, a strip that says something else. They
# print a sentence and fail if it does not come. There may be no window manager, so windows get the keyboard from here.

# The customer's hand presses keys on the display $drive_hand if that is set: the one that the customer's is nested in.

# The main window's place as x,y,w,h.
drive_place() { "$displays" find "$1" =Lotse 5 | awk '{ print $2 "," $3 "," $4 "," $5 }'; }
drive_strip_width() { "$displays" find "$1" "Lotse strip" 2>/dev/null | awk '{ print $4 }'; }
# Where Lotse's own windows are on the sharer's display, as "compare" leaves them out: they are never shown.
drive_own() { # display [title of the main window]
	local window width height
	read -r width height < <("$displays" size "$1" | tr x ' ')
	# the coloured frame round what is shared
	echo "out=0,0,$width,4 out=0,$((height - 4)),$width,4 out=0,0,4,$height out=$((width - 4)),0,4,$height"
	for window in "${2:-=Lotse}" "Lotse strip"; do
		"$displays" find "$1" "$window" 2>/dev/null | awk '{ print "out=" $2 "," $3 "," $4 "," $5 }'
	done
}
drive_keys() { # display key..: to the main window, once its page rests
	local display=$1 place key
	shift
	place=$(drive_place "$display")
	[ -n "$place" ] || { echo "the customer's window is not there" >&2; return 1; }
	"$displays" still "$display" 5 "$place" || true # something may move on it for a good reason
	"$displays" focus "$display" =Lotse
	sleep 0.1
	for key in "$@"; do
		"$displays" key "${drive_hand:-$display}" "$key" || return 1
		sleep 0.05
	done
}
# Waits until the strip says something else than it did with that width.
drive_strip_changes() { # display width what
	local _
	local width
	for _ in $(seq 250); do
		width=$(drive_strip_width "$1")
		[ -n "$width" ] && [ "$width" != "$2" ] && return 0
		sleep 0.02
	done
	echo "$3: the strip does not say so" >&2
	return 1
}
# The page that says who asks, with the notice: its focus is on the notice; then name, Decline, and, once there was time to
# read, Accept.
drive_read() { # display: to Accept
	drive_place "$1" >/dev/null
	sleep 3.3
	drive_keys "$1" Tab Tab Tab
}
drive_accept() { # display
	drive_read "$1" && drive_keys "$1" Return || return 1
	"$displays" find "$1" "Lotse strip" 10 >/dev/null || { echo "after Accept there is no strip" >&2; return 1; }
}
# The page that asks what may be seen: its focus is on "nothing", "everything" is before it.
drive_share() { # display
	local before
	before=$(drive_strip_width "$1")
	drive_keys "$1" shift+Tab Return
	drive_strip_changes "$1" "$before" "showing the screen"
}
# The safety warning before the first control: not now, allow. It takes no answer in its first half second.
drive_safety() { # display
	sleep 0.7
	drive_keys "$1" Tab Tab Return
}
# The page of the session: show my screen, may see, may control.
drive_control() { # display
	local before
	before=$(drive_strip_width "$1")
	drive_keys "$1" Tab Tab Tab space && drive_safety "$1" || return 1
	drive_strip_changes "$1" "$before" "giving control"
}
# The question for control, then the safety warning. A question takes no answer in its first half second.
drive_allow() { # display
	local before
	sleep 1
	before=$(drive_strip_width "$1")
	drive_keys "$1" Tab Tab Return && drive_safety "$1" || return 1
	drive_strip_changes "$1" "$before" "giving control"
}
