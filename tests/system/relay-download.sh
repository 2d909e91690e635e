#!/usr/bin/env bash
# Promise: a relay with --client-file hands out exactly that file, over HTTP and HTTPS, under its name and under the name with
# a route in it; its hash is on the page, in the head and beside it. Who takes it slowly holds up nobody and costs no copy; on
# SIGHUP another file is handed out, while who has begun gets the old one to its end. A file that is missing at the start is
# said, and the relay ends; later it is said in the log, and the old one stays.
#
# Control: bytes are compared with the file, which is random.
. "$(dirname "$0")/lib.sh"

head -c 30000000 /dev/urandom >"$work/one"
head -c 5000000 /dev/urandom >"$work/two"
ln -s one "$work/client"
hash_of() { sha256sum "$1" | cut -d' ' -f1; }

"$bin/lotse-relay" --raw-port 0 --http-port 0 --https-port none --state "$work/none" --client-file "$work/missing" >"$work/out" 2>&1
[ $? = 1 ] && grep -q "client file $work/missing can't be read" "$work/out" || fail "a missing file: $(cat "$work/out")"
say "missing at the start: $(grep missing "$work/out")"

chmod 755 "$work"
relay --https-port 0 --workers 1 --client-file "$work/client"
robot master master admit
expect master '^number' 10
robot client client accept number="$(number_of master)"
expect client '^phase in' 10

fetch() { curl -sS --insecure --max-time 20 "$@"; }
same() { # url file what
	fetch "$1" -o "$work/got" -D "$work/head" || fail "$3: not fetched"
	cmp "$work/got" "$2" || fail "$3: not the file"
	grep -qi "^content-length: $(stat -Lc %s "$2")" "$work/head" || fail "$3: its length: $(cat "$work/head")"
	grep -qi '^content-type: application/octet-stream' "$work/head" || fail "$3: its type: $(cat "$work/head")"
	grep -qi '^x-content-type-options: nosniff' "$work/head" || fail "$3: may be guessed at"
	grep -qi "^etag: \"$(hash_of "$2")\"" "$work/head" || fail "$3: its hash: $(cat "$work/head")"
}
for place in "$url" "https://127.0.0.1:$https_port"; do
	same "$place/LotseClient.exe" "$work/one" "$place"
	grep -qi '^content-disposition: attachment; filename="LotseClient.exe"' "$work/head" || fail "its name: $(cat "$work/head")"
	same "$place/LotseClient_12345.exe" "$work/one" "$place with a route"
	grep -qi 'filename="LotseClient_12345.exe"' "$work/head" || fail "its name: $(cat "$work/head")"
	(cd "$work" && fetch "$place/LotseClient.exe.sha256" -o sum && cp one LotseClient.exe && sha256sum -c sum >/dev/null) || fail "its hash"
	fetch "$place/" | grep -q "$(hash_of "$work/one")" || fail "the page does not say its hash"
	[ "$(fetch -I "$place/LotseClient.exe" | grep -ci '^content-length: 30000000')" = 1 ] || fail "HEAD"
	[ "$(fetch -r 5-9 "$place/LotseClient.exe" -o "$work/got" -w '%{http_code}')" = 200 ] || fail "a part was asked for"
	cmp "$work/got" "$work/one" || fail "a part was asked for: not all"
	for path in LotseClient_123456789012.exe LotseClient_0.exe LotseClient.bat one; do
		[ "$(fetch -o /dev/null -w '%{http_code}' "$place/$path")" = 404 ] || fail "$path is no 404"
	done
done
say "byte by byte, over HTTP and HTTPS"

# 20 who are slow, at the one worker that also has the session.
rss() { awk '/VmRSS/ { print $2 }' "/proc/${pid[relay]}/status"; }
before=$(rss)
for i in $(seq 20); do
	spawn "slow$i" curl -sS --insecure --limit-rate 400k --max-time 60 -o /dev/null "$url/LotseClient.exe"
done
spawn slow curl -sS --insecure --limit-rate 2M --max-time 60 -o "$work/slow" "https://127.0.0.1:$https_port/LotseClient.exe"
sleep 1
for i in $(seq 8); do
	began=$(now_us)
	tell master chat "line $i"
	within 5 grep -q "^chat .*line $i from\|^chat .*line $i\$" "${log[client]}" || fail "a line does not come through"
	took=$(($(now_us) - began))
	[ "$took" -lt 2000000 ] || fail "a line took $took us"
done
grown=$(($(rss) - before))
[ $grown -lt 20000 ] || fail "20 readers cost $grown kB"
say "20 slow ones: lines go on; $grown kB more"
ln -sfn two "$work/client"
kill -HUP "${pid[relay]}"
within 10 grep -q "hands out .* 5000000 bytes" "${log[relay]}" || fail "not read again"
same "$url/LotseClient.exe" "$work/two" "after SIGHUP"
rm "$work/client"
kill -HUP "${pid[relay]}"
within 10 grep -q "the client's file can't be read: it stays as it was" "${log[relay]}" || fail "not said"
same "$url/LotseClient.exe" "$work/two" "after a SIGHUP without a file"
timeout 30 tail --pid="${pid[slow]}" -f /dev/null
cmp "$work/slow" "$work/one" || fail "who had begun did not get the old one"
tell master chat "still here"
within 5 grep -q "^chat .*still here" "${log[client]}" || fail "the session is gone"
done_well "what customers download is the file, for all and at once"
