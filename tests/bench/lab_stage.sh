# shellcheck shell=bash
# lab_stage.sh - sourced by the benchmarks that play a session in an outside network lab, once $lab is its lab.sh (and $proxies its
# proxy.sh, if they are used): a folder ($work), displays, waiting for a word in a log, and the end of all of it.
bin=${LOTSE_BIN:-$root/build/bin}
displays=$bin/../bin-test/displays
# shellcheck source=../support/drive.sh
. "$root/tests/support/drive.sh"
work=$(mktemp -d "${TMPDIR:-/tmp}/lotse-stage.XXXXXX")
pids=()
finish() {
	for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
	[ -z "${proxies:-}" ] || "$proxies" stop >/dev/null 2>&1 || true
	"$lab" down >/dev/null 2>&1 || true
	rm -rf "$work"
}
trap finish EXIT
fail() { echo "${0##*/}: $*" >&2; tail -n 20 "$work"/*.log >&2; exit 1; }
wait_for() { # file pattern seconds
	for _ in $(seq $(($3 * 20))); do
		! grep -aqE "$2" "$1" 2>/dev/null || return 0
		sleep 0.05
	done
	fail "no /$2/ in $1"
}
display() { # variable
	: >"$work/number"
	Xvfb -displayfd 3 -screen 0 1920x1080x24 -nolisten tcp -noreset 3>"$work/number" 2>/dev/null &
	pids+=($!)
	for _ in $(seq 100); do [ ! -s "$work/number" ] || break; sleep 0.1; done
	printf -v "$1" ':%s' "$(cat "$work/number")"
}

mkdir "$work/state"
export XDG_RUNTIME_DIR=$work LC_ALL=C.UTF-8 LOTSE_LOG=1 SDL_AUDIODRIVER=dummy
unset WAYLAND_DISPLAY
