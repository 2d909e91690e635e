#!/usr/bin/env bash
# Promise: the connection log has, for each number, its route, start, end, duration, and the operator's user name, computer
# name and internal address, which nobody but the keeper can read; and nothing about the customer. When the disk is full the
# relay goes on, says so once, and says once when it can write again. No route is given out again within a day, also after a
# restart.
. "$(dirname "$0")/lib.sh"

[ "$(id -u)" = 0 ] || skip "a small disk needs root"
mkdir -p "$work/state"
mount -t tmpfs -o size=1m tmpfs "$work/state" || skip "a small disk can't be mounted here"
trap 'umount -l "$work/state" 2>/dev/null; finish' EXIT
printf 'failures 100000\nnetwork-failures 100000\nmax-numbers-per-source 100000\nmax-numbers-per-network 100000\n' >"$work/config"
relay --config "$work/config"

talk() { PYTHONPATH=$root/tests/support python3 - "$raw_port" "$http_port" "$work" "$@"; }
talk <<'PY' || fail "see above"
import sys
from relay_talk import *

port, http_port, work = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
text = http(http_port, "/list")[2].decode()
seal_key = bytes.fromhex(dict(line.split(" ", 1) for line in text.splitlines())["seal"])
plain = field(1, b"anna") + field(2, b"pc-7") + field(3, b"10.1.2.3")
master = End(port)
route = master.open(seal(plain, seal_key))
client = End(port)
client.join(route)
client.close()
master.await_control(PEER_JOINED)
master.await_control(PEER_LEFT)
master.say(control(LEAVE))
assert master.reason() == CLOSE_ENDED
open(f"{work}/route", "w").write(str(route))
wrong = End(port)
wrong.hello()
wrong.say(control(OPEN, field(1, seal(plain, seal_key[:-1] + bytes([seal_key[-1] ^ 1])))))
assert wrong.reason() == CLOSE_MALFORMED, "control: fields sealed for another key"
PY
read_log() { python3 -c 'import sqlite3, sys
for row in sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True).execute(sys.argv[2]): print(*row, sep="|")' "$work/state/connections.db" "$1"; }
is_logged() { [ "$(read_log "SELECT route, user_name, computer_name, internal_address, end_s - start_s = duration_s FROM connections")" = "$(cat "$work/route")|anna|pc-7|10.1.2.3|1" ]; }
within 5 is_logged || fail "the log has: $(read_log 'SELECT * FROM connections')"
say "the six fields are in the log"

dd if=/dev/zero of="$work/state/filler" bs=1k count=2000 2>/dev/null
for _ in 1 2 3; do
	talk <<'PY' || fail "no session on a full disk"
import sys
from relay_talk import *

for _ in range(40):
    master, client, route = pair(int(sys.argv[1]))
    carries(master, client)
    master.close()
    client.close()
PY
done
count() { grep -c "$1" "${log[relay]}"; }
[ "$(count "connection log can't be written")" = 1 ] || fail "a full disk was said $(count "connection log can't be written") times"
rm "$work/state/filler"
talk <<'PY' || fail "no session afterwards"
import sys
from relay_talk import *

for _ in range(20):
    pair(int(sys.argv[1]))[0].close()
PY
within 5 grep -q "is written again" "${log[relay]}" || fail "it was not said that the log is written again"
[ "$(count "connection log can't be written")" = 1 ] || fail "a full disk was said more than once"
say "a full disk is said once, and sessions go on"

end relay
relay --config "$work/config"
talk <<'PY' || fail "see above"
import sys
from relay_talk import *

port, before = int(sys.argv[1]), int(open(f"{sys.argv[3]}/route").read())
for _ in range(300):
    end = End(port)
    assert end.open() != before, "a route was given out again"
    end.close()
PY
done_well "the log says what it should, or says that it can't"
