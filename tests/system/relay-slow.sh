#!/usr/bin/env bash
# Promise: a viewer that does not keep up loses its lane until the next reset, the sharer is told, and neither the sharer nor
# another viewer is held up. Control: on a held lane with the same viewer nothing is lost, and the sharer waits.
. "$(dirname "$0")/lib.sh"

relay
PYTHONPATH=$root/tests/support python3 - "$raw_port" <<'PY' || fail "see above"
import socket, sys, threading
from relay_talk import *

port = int(sys.argv[1])
FRAMES, SIZE = 1000, 60000 # far more than the sockets of both sides hold


def start(held):
    master, quick, route = pair(port)
    master.seats(route, 1)
    slow = End(port, timeout=20)
    slow.join(route)
    master.await_control(PEER_JOINED)
    peers = varint(3) if held else varint(2) + varint(3)
    master.say(control(SUBSCRIBE, field(1, 0) + field(2, peers) + field(3, int(held))))
    return master, quick, slow


def pictures(end, want):
    """Numbers of the pictures that come, until the last one is there."""
    got = []
    while not got or got[-1] != want:
        kind, _, payload = end.frame()
        if kind == PICTURE:
            got.append(int.from_bytes(payload[:4], "big"))
    return got


def send_all(master, keep_pace=lambda number: None):
    for i in range(FRAMES):
        master.say(frame(PICTURE, ALL, i.to_bytes(4, "big") + b"x" * SIZE))
        keep_pace(i)


master, quick, slow = start(held=False)
seen = []
# The sharer keeps pace with the quick viewer, as the real one does; the slow one takes nothing.
send_all(master, lambda number: seen.extend(pictures(quick, number)) if number % 5 == 4 else None)
assert seen == list(range(FRAMES)), "the quick viewer has missed pictures"
blocked = master.await_control(BLOCKED)
assert blocked.get(2) == 3 and blocked.get(1, 0) == 0, "the sharer was not told who is blocked"
print("the quick viewer got all; the sharer was told of the slow one")
reader = threading.Thread(target=lambda: pictures(quick, FRAMES + 1))
reader.start()
# The slow one takes what was on its way. Then, without a reset, it gets nothing more; with it, it does.
slow.socket.settimeout(2)
got = []
try:
    while True:
        kind, _, payload = slow.frame()
        got.append(int.from_bytes(payload[:4], "big"))
        assert len(payload) == 4 + SIZE or kind != PICTURE
except socket.timeout:
    pass
assert got == list(range(len(got))) and len(got) < FRAMES, "a lane with a hole in it"
slow.socket.settimeout(20)
master.say(frame(PICTURE, ALL, FRAMES.to_bytes(4, "big"))) # no reset: not for the slow one
master.say(frame(PICTURE, ALL, (FRAMES + 1).to_bytes(4, "big"), flags=1))
assert pictures(slow, FRAMES + 1) == [FRAMES + 1], "what came after the gap did not begin with the reset"
reader.join(30)
print(f"the slow viewer got {len(got)} of {FRAMES}, then nothing, then what begins with the reset")

master, quick, slow = start(held=True)
sender = threading.Thread(target=send_all, args=(master,))
sender.start()
sender.join(2)
assert sender.is_alive(), "the sharer of a held lane was not made to wait"
assert pictures(slow, FRAMES - 1) == list(range(FRAMES))
sender.join(30)
print("control: a held lane loses nothing, and its sharer waits")
PY
done_well "a slow viewer holds nobody up"
