#!/usr/bin/env bash
# Promise: garbage, half frames, oversized lengths, words out of their time and a flood of connections end those connections
# alone. Two who are in a session go on meanwhile, newcomers from elsewhere come in, and the relay's memory stays bounded.
# Control: the same words, well formed, are answered.
. "$(dirname "$0")/lib.sh"

cat >"$work/config" <<C
hello-ms 4000
match-ms 6000
max-unmatched 3000
early-unmatched 2000
max-unmatched-per-source 500
failures 1000
network-failures 100000
C
relay --config "$work/config"
PYTHONPATH=$root/tests/support python3 - "$raw_port" "${pid[relay]}" <<'PY' || fail "see above"
import random, socket, sys
from relay_talk import *

port, pid = int(sys.argv[1]), int(sys.argv[2])
master, client, route = pair(port)
carries(master, client)
at_rest = resident_kb(pid)

# Each alone: what it says, and why it is closed.
cases = {
    "garbage": (bytes(random.Random(1).randrange(256) for _ in range(4000)), CLOSE_MALFORMED),
    "an oversized length": (b"\xff\xff\xff" + bytes([BULK, 0, 1, 0, 0]), CLOSE_MALFORMED),
    "a control frame over 512 bytes": (frame(CONTROL, 0, b"\0" * 513), CLOSE_MALFORMED),
    "kind 0": (frame(0, 0, b"x"), CLOSE_MALFORMED),
    "a picture before hello": (frame(PICTURE, ALL, b"x" * 100), CLOSE_MALFORMED),
    "join before hello": (control(JOIN, field(1, route)), CLOSE_MALFORMED),
    "a control frame that is none": (frame(CONTROL, 0, b"\xff" * 20), CLOSE_MALFORMED),
    "half a frame": (frame(CONTROL, 0, b"\0" * 300)[:100], CLOSE_TOO_LATE),
    "nothing": (b"", CLOSE_TOO_LATE),
}
ends = {name: End(port, source="127.0.0.2") for name in cases}
for name, (said, _) in cases.items():
    ends[name].say(said)
carries(master, client)
for name, (_, expected) in cases.items():
    got = ends[name].reason()
    assert got == expected, f"{name}: closed with {got}, not {expected}"
carries(master, client)
good = End(port, source="127.0.0.2")
good.hello()
print("each kind of nonsense ends its own connection; control: a hello is answered")

# Nonsense from within a session ends that participant alone.
master.seats(route, 1)
third = End(port)
third.join(route)
third.say(frame(BULK, ALL, b"to all"))
assert third.reason() == CLOSE_MALFORMED
carries(master, client)

# 2,000 at once from several addresses: half-open, half a frame each, and never read.
flood, refused = [], 0
for i in range(2000):
    s = socket.socket()
    s.bind((f"127.0.1.{1 + i % 3}", 0))
    s.settimeout(5)
    try:
        s.connect(("127.0.0.1", port))
        s.sendall(frame(CONTROL, 0, b"\0" * 500)[:400])
        flood.append(s)
    except OSError:
        refused += 1
carries(master, client)
newcomer = End(port, source="127.0.0.9")
new_route = newcomer.open()
peak = resident_kb(pid)
print(f"2000 connections at once: {peak - at_rest} kB more than the {at_rest} kB at rest")
assert peak - at_rest < 8000, "memory grew with strangers"
for s in flood:
    s.settimeout(12)
    try:
        while s.recv(4096):
            pass
    except ConnectionError:
        pass
carries(master, client)
print("all of them were ended; the session went on")

# A participant that fills the queue of one who does not read goes, and the other stays.
master.seats(route, 1)
greedy = End(port)
greedy.join(route)
master.await_control(PEER_JOINED)
try:
    for _ in range(2000):
        greedy.say(frame(BULK, 2, b"x" * 60000))
except OSError:
    pass
left = []
while 4 not in left: # the client takes what was sent to it, then the news
    left.append(client.await_control(PEER_LEFT).get(1))
while master.await_control(PEER_LEFT).get(1) != 4:
    pass
carries(master, client)
print("who fills another one's queue is ended")
PY
is_alive relay || fail "the relay has ended"
done_well "nonsense and floods end themselves alone"
