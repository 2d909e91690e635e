#!/usr/bin/env bash
# Promise: a relay that nobody has configured makes its keys at the first start, readable for itself alone, and has the same
# ones after a restart. It serves its list, signed with its root key, and pages that say what this is. Two relays can't share
# a state folder or a port.
. "$(dirname "$0")/lib.sh"

relay
first_key=$(cat "$key")
grep -q "key $first_key\$" "${log[relay]}" || fail "the key in root.pub is not the one that was printed"
for file in root.key seal.key; do
	[ "$(stat -c %a "$work/state/$file")" = 600 ] || fail "$file can be read by others"
done
! grep -qf <(head -c 64 "$work/state/root.key") "${log[relay]}" || fail "the secret key was printed"

PYTHONPATH=$root/tests/support python3 - "$http_port" "$raw_port" "$first_key" <<'PY' || fail "see above"
import sys, time
from relay_talk import *

http_port, raw_port, key = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
status, headers, text = http(http_port, "/list")
assert status == 200 and headers["Content-Type"].startswith("text/plain")
assert list_is_signed(text, key), "the list's signature"
assert not list_is_signed(text.replace(b"weight 1", b"weight 2"), key), "control: a changed list"
lines = dict(line.split(" ", 1) for line in text.decode().splitlines())
assert int(lines["raw"]) == raw_port and int(lines["http"]) == http_port
issued, expires = int(lines["issued"]), int(lines["expires"])
assert abs(issued - time.time()) < 60 and 0 < expires - issued <= 24 * 3600
assert http(http_port, "/list", "HEAD")[2] == b""
for path, status in (("/", 200), ("/health", 200), ("/nothing", 404), ("/list/", 404), ("/../etc/passwd", 404)):
    assert http(http_port, path)[0] == status, path
assert http(http_port, "/", "POST")[0] == 405
assert http(http_port, "/health")[2].startswith(b"ok\n")
assert "versiegelt".encode() in http(http_port, "/", language="de-DE,de;q=0.9,en;q=0.3")[2]
assert b"sealed" in http(http_port, "/", language="fr,en;q=0.5")[2]
for head, answer in ((b"GET / HTTP/1.1\nHost: x\n\n", b"HTTP/1.1 400 "),
                     (b"GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", b"HTTP/1.1 400 "),
                     (b"\x16\x03\x01\x02\x00" + b"\0" * 100, b"\x15\x03\x01\x00\x02\x02")): # TLS: an alert
    end = End(http_port)
    end.say(head)
    assert end.socket.recv(4096).startswith(answer), head
PY

spawn second "$bin/lotse-relay" --raw-port 0 --http-port 0 --https-port none --state "$work/state"
await second "Another relay works with" 5 || fail "two relays on one state folder"
spawn third "$bin/lotse-relay" --raw-port "$raw_port" --http-port 0 --https-port none --state "$work/other"
await third "Port $raw_port is taken" 5 || fail "two relays on one port"
say "a second relay on the same folder or port says so and ends"

end relay
relay
[ "$(cat "$key")" = "$first_key" ] || fail "another key after a restart"
end relay
echo nonsense >"$work/state/root.key"
spawn damaged "$bin/lotse-relay" --raw-port 0 --http-port 0 --https-port none --state "$work/state"
await damaged "is damaged" 5 || fail "a damaged key was not refused"
[ "$(cat "$work/state/root.key")" = nonsense ] || fail "a damaged key was overwritten"
for wrong in "--nonsense" "--https-port 65536" "--raw-port 70000"; do
	# shellcheck disable=SC2086
	"$bin/lotse-relay" $wrong >"$work/usage.log" 2>&1
	[ $? = 2 ] || fail "$wrong: not exit code 2"
done
"$bin/lotse-relay" --help | grep -q -- --raw-port || fail "no help"
done_well "keys, list and pages of a relay that nobody configured"
