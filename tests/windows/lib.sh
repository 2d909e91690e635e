# Sourced by the tests of the Windows programs: runs them under Wine, in prefixes below build/windows that are this
# checkout's own and are made when they are needed first (700 MB, 11 s).
#
# Wine is not Windows. What these tests show is that the code does what it should on Wine 8; where Wine is known to be
# different, the test says so. packaging/windows/CHECKLIST.md has what only a person at a real Windows can try.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
windows=${LOTSE_WINDOWS:-$root/build/windows}
export WINEARCH=win64 WINEDEBUG=-all WINEDLLOVERRIDES="mscoree,mshtml=" LC_ALL=C.UTF-8

say() { printf '%s\n' "$*"; }
fail() { say "FAILED: $*"; exit 1; }

# Chooses the prefix for what follows. `wine` keeps its server, so that many short programs start quickly; `screen` is
# for programs with windows, which belong to one display, so its server is ended before each test.
wine_use() { # wine or screen
	export WINEPREFIX=$windows/$1
	mkdir -p "$windows"
	exec 8>"$WINEPREFIX.lock"
	flock 8
	if [ ! -e "$WINEPREFIX/is-ready" ]; then
		rm -rf "$WINEPREFIX"
		(unset DISPLAY; timeout 120 wineboot -i && timeout 60 wineserver -w) >/dev/null 2>&1 8>&- ||
			fail "Wine can not be set up in $WINEPREFIX"
		touch "$WINEPREFIX/is-ready"
	fi
	[ "$1" != screen ] || wineserver -k >/dev/null 2>&1 8>&- || true
	if [ "$1" = wine ]; then # in a session of their own, so that they do not end with the test that starts them first
		setsid wineserver -p300 >/dev/null 2>&1 </dev/null 8>&- || true
		setsid timeout 60 wine cmd /c rem >/dev/null 2>&1 </dev/null 8>&- || true
	fi
	exec 8>&-
}

# A display of the test's own for all that follows; ended by screen_end.
screen_start() { # WIDTHxHEIGHT
	local number
	exec 7< <(Xvfb -displayfd 1 -screen 0 "${1}x24" -nolisten tcp 2>/dev/null)
	screen_pid=$!
	read -r -t 20 -u 7 number || fail "no display"
	export DISPLAY=:$number
}

screen_end() {
	wineserver -k >/dev/null 2>&1 || true # first, or it complains of the display
	[ -z "${screen_pid:-}" ] || kill "$screen_pid" 2>/dev/null || true
}

# Builds a program of tests/windows/programs into the test's folder ($work).
wine_program() { # name
	x86_64-w64-mingw32-gcc-win32 -O2 -static -o "$work/$1.exe" "$root/tests/windows/programs/$1.c" -lshell32 -lgdi32 -ladvapi32 ||
		fail "$1 can not be built"
}

# Ends all of the prefix, before its display goes.
wine_end() { wineserver -k >/dev/null 2>&1 || true; }
