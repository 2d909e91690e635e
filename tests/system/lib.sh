# shellcheck shell=bash
# lib.sh - what the system tests share; sourced by each of them, which first says in a comment what must hold.
#
# A test starts programs with `spawn`, displays with `display`, the relay with `relay`, participants without windows with
# `robot` (tests/support/programs/robot.c), and ends with `done_well` or with `fail`. Whatever happens, all that it started
# is ended by id, and its folder is removed. Logs are shown when it fails.
#
# LOTSE_BIN: the folder of the programs; build/bin if it is not set. The test programs are in bin-test beside it.
set -u
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
bin=${LOTSE_BIN:-$root/build/bin}
tools=$bin/../bin-test
# shellcheck disable=SC2034 # how much longer things may take
case $bin in */asan/* | */tsan/*) slow=5 ;; *) slow=1 ;; esac
work=$(mktemp -d "${TMPDIR:-/tmp}/lotse.XXXXXX")
pids=()      # all that was started, oldest first
declare -A pid log seen
unset DISPLAY WAYLAND_DISPLAY XDG_SESSION_TYPE
export LC_ALL=C.UTF-8 LANG=C.UTF-8 SDL_AUDIODRIVER=dummy XDG_RUNTIME_DIR=$work

finish() {
	local code=$? i
	trap - EXIT INT TERM
	for ((i = ${#pids[@]} - 1; i >= 0; i--)); do
		kill -CONT "${pids[i]}" 2>/dev/null
		kill "${pids[i]}" 2>/dev/null
	done
	for ((i = ${#pids[@]} - 1; i >= 0; i--)); do
		timeout 3 tail --pid="${pids[i]}" -f /dev/null 2>/dev/null || kill -9 "${pids[i]}" 2>/dev/null
	done
	if [ $code != 0 ] && [ $code != 77 ]; then
		for i in "$work"/*.log; do
			[ -s "$i" ] && echo "--- $(basename "$i")" && tail -n 25 "$i"
		done
	fi
	declare -F lab_down >/dev/null && lab_down # tests/support/lab.sh
	[ -n "${LOTSE_KEEP:-}" ] && echo "kept: $work" || rm -rf "$work"
	exit $code
}
trap finish EXIT
trap 'exit 1' INT TERM

say() { echo "$(date +%T.%3N) $*"; }
fail() { say "FAILED: $*"; exit 1; }
skip() { say "skipped: $*"; exit 77; }
done_well() { say "holds: $*"; exit 0; }

# Runs a check that must not succeed: the control of a test.
must_fail() { # what command...
	local what=$1
	shift
	if "$@"; then fail "the control: $what should have been found, so this test can't see it"; fi
	say "control: $what is found"
}

spawn() { # name command...: in the background; its output in $work/name.log
	local name=$1
	shift
	log[$name]=$work/$name.log
	: >"${log[$name]}"
	"$@" >"${log[$name]}" 2>&1 </dev/null &
	pid[$name]=$!
	pids+=($!)
	seen[$name]=0
}
end() { # name: TERM, then KILL
	kill "${pid[$1]}" 2>/dev/null
	timeout 5 tail --pid="${pid[$1]}" -f /dev/null || kill -9 "${pid[$1]}" 2>/dev/null
}
is_alive() { kill -0 "${pid[$1]}" 2>/dev/null; }

# Waits for a line in a program's output that came after the last `mark` of it; the line is then in $line.
await() { # name pattern [seconds]
	local end=$((SECONDS + ${3:-10}))
	while :; do
		line=$(tail -n +$((seen[$1] + 1)) "${log[$1]}" | grep -aE -m1 -- "$2") && return 0
		if ! is_alive "$1"; then
			line=$(tail -n +$((seen[$1] + 1)) "${log[$1]}" | grep -aE -m1 -- "$2") && return 0
			return 1
		fi
		[ $SECONDS -lt $end ] || return 1
		sleep 0.05
	done
}
expect() { # name pattern [seconds]: or the test has failed
	await "$@" || fail "$1 did not say /$2/ in ${3:-10} s"
}
mark() { seen[$1]=$(wc -l <"${log[$1]}"); } # name: what it has said so far does not count any more
said() { tail -n +$((seen[$1] + 1)) "${log[$1]}" | grep -aqE -- "$2"; } # name pattern

customer_joins() { # display number [display]: types it into the client there, by a hand at the other one if there is one
	d find "$1" =Lotse 10 >/dev/null || fail "the customer's window"
	drive_keys "$1" && d type "${3:-$1}" "$2" && d key "${3:-$1}" Return || fail "the number"
	expect client 'sealed with' 10
}
ledgers() { # robot robot: whether each has opened nothing but what the other has sealed (ledger.c)
	"$tools/ledger" "$work/$1.record" "$work/$2.record" && "$tools/ledger" "$work/$2.record" "$work/$1.record"
}
within() { # seconds command...: tries until it succeeds
	local end=$((SECONDS + $1))
	shift
	until "$@"; do
		[ $SECONDS -lt $end ] || return 1
		sleep 0.1
	done
}

display() { # variable [geometry]: an Xvfb; its name goes into the variable
	local name=$1 fifo=$work/$1.number number
	: >"$fifo"
	spawn "$name" Xvfb -displayfd 3 -screen 0 "${2:-1280x800x24}" -nolisten tcp -noreset 3>"$fifo"
	within 10 test -s "$fifo" || fail "Xvfb did not start"
	number=$(cat "$fifo")
	printf -v "$name" ':%s' "$number"
	"$tools/displays" size ":$number" >/dev/null || fail "the display :$number does not answer"
}

# A display whose keyboard and mouse are a hand's: a Xephyr in an Xvfb. What is pressed on the outer one ($hand) comes to the
# inner one as from a device; what is pressed on the inner one itself comes from a program.
nested_display() { # variable [geometry]
	local name=$1 fifo=$work/$1.number
	display hand "${2:-1280x800x24}"
	: >"$fifo"
	spawn "$name" env DISPLAY="$hand" Xephyr -displayfd 3 -screen "${2:-1280x800x24}" -title outer -nolisten tcp -noreset 3>"$fifo"
	within 10 test -s "$fifo" || fail "Xephyr did not start"
	printf -v "$name" ':%s' "$(cat "$fifo")"
	"$tools/displays" size "${!name}" >/dev/null || fail "the display ${!name} does not answer"
	"$tools/displays" find "$hand" outer 5 >/dev/null && "$tools/displays" focus "$hand" outer || fail "the nested display has no window"
	# shellcheck disable=SC2034 # drive.sh: where the customer's hand presses
	drive_hand=$hand
}

free_ports() { # how many: on one line
	python3 -c 'import socket, sys
s = [socket.socket() for _ in range(int(sys.argv[1]))]
for x in s: x.bind(("127.0.0.1", 0))
print(*[x.getsockname()[1] for x in s])' "$1"
}

# A relay with a state folder of its own, on ports that are free; $url is its directory's address, $key the file of its
# public key.
relay() { # [option...]
	start_relay relay "$work/state" "$@"
	url=http://127.0.0.1:$http_port
	key=$work/state/root.pub
}
start_relay() { # name folder [option...]: $raw_port, $http_port, and with --https-port 0 $https_port
	local name=$1 folder=$2
	shift 2
	mkdir -p "$folder"
	spawn "$name" ${LAB_AT:+at "$LAB_AT"} "$bin/lotse-relay" --raw-port 0 --http-port 0 \
		--https-port none --state "$folder" "$@"
	expect "$name" '^listening' 10
	# shellcheck disable=SC2034 # for tests that want it
	read -r _ _ raw_port _ http_port _ https_port _ <<<"$line"
}

# The relay of the test's own (tests/support/programs/hostile_relay.c); $url and $key as above.
hostile() { # word...
	mkdir -p "$work/state"
	[ -p "$work/hostile.in" ] || mkfifo "$work/hostile.in"
	log[hostile]=$work/hostile.log
	"$tools/hostile-relay" "$work/state" "$@" >"$work/hostile.log" 2>&1 <"$work/hostile.in" &
	pid[hostile]=$!
	pids+=($!)
	seen[hostile]=0
	exec 8>"$work/hostile.in"
	expect hostile '^ready'
	url=http://127.0.0.1:$(sed -n 's/.*http=\([0-9]*\).*/\1/p' <<<"$line")
	raw_port=$(sed -n 's/.*raw=\([0-9]*\).*/\1/p' <<<"$line")
	key=$work/state/list.key
}

# A participant without windows; orders go to it by `tell`. ROBOT says which program (robot, robot-clear).
robot() { # name master|client word...
	local name=$1 role=$2
	shift 2
	mkfifo "$work/$name.in"
	log[$name]=$work/$name.log
	seen[$name]=0
	: >"${log[$name]}"
	LOTSE_TEST_RECORD=$work/$name.record ${LAB_AT:+ip netns exec "$lab-$LAB_AT"} env ${ROBOT_ENV:-} "$tools/${ROBOT:-robot}" "$role" "$url" key="$key" name="$name" "$@" \
		>"${log[$name]}" 2>&1 <"$work/$name.in" &
	pid[$name]=$!
	pids+=($!)
	exec {fd}>"$work/$name.in"
	eval "in_$name=$fd"
}
tell() { # name order...
	local name=$1 fd=in_$1
	shift
	echo "$*" >&"${!fd}"
}
# The number that a robot or a master has shown last, digits alone.
number_of() { grep -aoE '^number [0-9 ]+' "${log[$1]}" | tail -n 1 | tr -dc 0-9; }
# The id by which a robot knows somebody of that name.
peer_of() { grep -aE "^person [0-9]+ .*name=$2\$" "${log[$1]}" | tail -n 1 | awk '{print $2}'; }

d() { "$tools/displays" "$@"; } # see tests/support/programs/displays.c
now_us() { python3 -c 'import time; print(time.monotonic_ns() // 1000)'; }
