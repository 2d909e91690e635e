#!/usr/bin/env bash
# Promise: to unknown, taken and dead numbers there is one answer, the same bytes in the same order; who knocks is always told
# to wait. A stray browser at the port for programs gets a sentence that helps. Control: a number with a free seat joins.
. "$(dirname "$0")/lib.sh"

printf 'failures 100\n' >"$work/config"
relay --config "$work/config"
PYTHONPATH=$root/tests/support python3 - "$raw_port" "$http_port" <<'PY' || fail "see above"
import sys
from relay_talk import *

port, http_port = int(sys.argv[1]), int(sys.argv[2])
master, client, taken = pair(port)
other = End(port)
dead = other.open()
other.say(control(SEATS, field(1, dead) + field(3, 1)))
other.ping()
unknown = next(r for r in range(10000, 90000) if r not in (taken, dead))


def answers(what, route):
    end = End(port)
    end.hello()
    end.say(control(what, field(1, route)) + control(PING, field(1, 9)))
    bytes_in_order = end.frame(), end.frame()
    return bytes_in_order


for what, first in ((JOIN, REFUSED), (KNOCK, WAITING)):
    seen = {name: answers(what, route) for name, route in
            dict(unknown=unknown, taken=taken, dead=dead, short=1, long=9000000).items()}
    assert len(set(seen.values())) == 1, seen
    assert list(fields(seen["unknown"][0][2])) == [first]
    assert list(fields(seen["unknown"][1][2])) == [PING] # the connection goes on
opener = End(port)
route = opener.open()
joiner = End(port)
assert joiner.join(route).get(2) == 1
print("unknown, taken and dead are answered alike; control: a free seat is joined")

browser = End(port)
browser.say(b"GET / HTTP/1.1\r\nHost: relay:5000\r\nAccept-Language: de\r\n\r\n")
answer = b""
while True:
    got = browser.socket.recv(4096)
    if not got:
        break
    answer += got
assert answer.startswith(b"HTTP/1.1 400 ") and "Lotse-Programme".encode() in answer, answer
carries(master, client)
PY
done_well "wrong numbers are answered alike"
