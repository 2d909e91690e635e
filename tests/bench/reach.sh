#!/usr/bin/env bash
# Measures how long a customer's program takes from its start to a relay that answers (list, ways, HELLO), in an office of
# an outside network lab (lab.sh, proxy.sh) on its line profile "office" (50/20 Mbit/s, 20 ms).
#
#   tests/bench/reach.sh LAB [ROUNDS]       LAB: the lab's folder; ROUNDS: 5
#
# Prints a line for each office: the median and the largest of the rounds, in milliseconds. The program is the shipped one
# with --check; what counts is when it says that the relay answers. Needs root, and a machine that does nothing else.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
[ $# -ge 1 ] || { sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 2; }
lab=$(cd "$1" && pwd)/lab.sh
proxies=$(dirname "$lab")/proxy.sh
rounds=${2:-5}
bin=${LOTSE_BIN:-$root/build/bin}
work=$(mktemp -d "${TMPDIR:-/tmp}/lotse-reach.XXXXXX")
trap '"$proxies" stop >/dev/null 2>&1; "$lab" down >/dev/null 2>&1; rm -rf "$work"' EXIT

mkdir "$work/state"
"$lab" up >/dev/null
"$lab" spawn relay1 lotse-relay "$bin/lotse-relay" --raw-port 5000 --http-port 80 --https-port 443 --state "$work/state" \
	--host relay1.lab
for _ in $(seq 100); do [ ! -s "$work/state/root.pub" ] || break; sleep 0.1; done
sleep 0.5
"$lab" shape customer office

directory=http://relay1.lab key=$work/state/root.pub
measure() { # what [VARIABLE=value...]
	local what=$1 i began way=
	shift
	for i in $(seq "$rounds"); do
		: >"$work/out"
		began=$(date +%s%N)
		"$lab" exec customer env "$@" stdbuf -oL "$bin/lotse-client" --directory "$directory" --list-key "$key" \
			--check >"$work/out" 2>&1 &
		until grep -q 'answers over' "$work/out" 2>/dev/null || ! kill -0 $! 2>/dev/null; do sleep 0.005; done
		if grep -q 'answers over' "$work/out"; then
			echo $((($(date +%s%N) - began) / 1000000))
			way=$(sed -n 's/.*answers over \(.*\)\./\1/p' "$work/out")
		else
			echo "no way: $(tail -n 1 "$work/out")" >&2
		fi
		echo "$way" >"$work/way"
		wait $! || true
	done | sort -n | awk -v what="$what" -v file="$work/way" \
		'{ t[NR] = $1 } END { getline way < file; printf "%-34s median %5d  largest %5d  %s\n", what, t[int((NR + 1) / 2)], t[NR], way }'
}

measure "all open"
"$lab" block customer 5000
measure "5000 dropped"
"$lab" block customer 443
measure "5000 and 443 dropped"
"$lab" unblock
"$lab" lock
address=$("$proxies" start basic 443 strip)
login=http://user:secret@$address
measure "a Basic proxy, CONNECT to 443 alone" http_proxy=$login https_proxy=$login
"$proxies" stop basic >/dev/null
"$proxies" start privoxy >/dev/null
measure "privoxy (holds bodies back)" http_proxy=http://proxy.lab:8118 https_proxy=http://proxy.lab:8118
"$lab" block proxy 443,5000 reject
measure "privoxy, CONNECT to 80 alone" http_proxy=http://proxy.lab:8118 https_proxy=http://proxy.lab:8118
"$proxies" stop privoxy >/dev/null
"$proxies" start connect443 >/dev/null
measure "plain HTTP alone, no Upgrade" http_proxy=http://proxy.lab:3129 https_proxy=http://proxy.lab:3129
"$proxies" stop connect443 >/dev/null
"$lab" unblock
"$lab" unlock

# A web server with its defaults in front of a relay holds every answer back until it is whole.
mkdir "$work/state2"
"$lab" spawn relay2 lotse-relay2 "$bin/lotse-relay" --raw-port 5000 --http-port 80 --https-port none --state "$work/state2"
printf '%s\n' 'daemon off;' "pid $work/nginx.pid;" 'events { worker_connections 256; }' 'http {' 'access_log off;' \
	"client_body_temp_path $work/n1;" "proxy_temp_path $work/n2;" "fastcgi_temp_path $work/n3;" \
	"uwsgi_temp_path $work/n4;" "scgi_temp_path $work/n5;" \
	'server { listen 80; location / { proxy_pass http://relay2.lab; } } }' >"$work/nginx.conf"
chmod 755 "$work"
"$lab" spawn lb nginx nginx -c "$work/nginx.conf" -e "$work/nginx.log"
sleep 1
directory=http://lb.lab key=$work/state2/root.pub
measure "plain HTTP alone, held back"
