#!/usr/bin/env bash
# Promise: who loses the connection comes back to the own place with a ticket: the same peer id, at once, while the old
# connection still hangs, before or after the master, and at a relay that was killed and started again, with the same number.
# At another relay the two ends find each other by what both know. Nobody comes in with a ticket that is made up, changed, of
# another relay, of an ended session, of one who has left or was cut off, or too old; and neither a flood of strangers nor
# wrong numbers from the same office keep anybody out.
. "$(dirname "$0")/lib.sh"

talk() { PYTHONPATH=$root/tests/support python3 - "$@"; }
read -r raw http <<<"$(free_ports 2)"
again() { # option...: the relay once more, on the same ports, with the same state
	spawn relay "$bin/lotse-relay" --raw-port "$raw" --http-port "$http" --https-port none --state "$work/state" --workers 2 "$@"
	expect relay '^listening' 10
}
mkdir -p "$work/state"
printf 'failures 1000\nnetwork-failures 10000\n' >"$work/config"
again --config "$work/config"

talk "$raw" <<'PY' || fail "see above"
import sys
from relay_talk import *

port = int(sys.argv[1])
master = End(port)
master.hello()
master.say(control(OPEN))
opened = master.await_control(OPENED)
route = opened[1]
client = End(port)
client_ticket = client.join(route)[3]
master.await_control(PEER_JOINED)
master.seats(route, 1)
third = End(port)
third_ticket = third.join(route)[3]
master.await_control(PEER_JOINED)
assert len(opened[4]) == len(client_ticket) == 96

# Lost and back: the others hear that it is lost, the master that it is back, and with which ids.
client.close()
for end in (master, third):
    left = end.await_control(PEER_LEFT)
    assert left == {1: 2, 2: 1}, left
ids = [os.urandom(16), os.urandom(16)]
client = End(port)
resumed = client.resume(client_ticket, ids)
assert resumed[1] == 2 and resumed[2] == 1 and len(resumed[3]) == 96, resumed
assert master.returned() == (2, ids)
carries(master, client)
third.ping() # nothing else was told to it
print("lost and back: the same place")

# While the old connection hangs: it is replaced, without a word to anybody but the master. The first ticket still opens.
for ticket in (client_ticket, resumed[3]):
    old, client = client, End(port)
    resumed = client.resume(ticket, ids[:1])
    assert resumed[1] == 2
    assert master.returned() == (2, ids[:1])
    assert old.reason() is None, "the old connection was told something"
    carries(master, client)
third.ping()
print("a connection that hangs is replaced silently")

# The master is lost: told, nobody joins meanwhile, and who comes before it waits.
master.seats(route, 1)
master.ping()
master.close()
for end in (client, third):
    assert end.await_control(PEER_LEFT) == {1: 1, 2: 1}
stranger = End(port)
stranger.hello()
stranger.say(control(JOIN, field(1, route)))
assert stranger.control()[0] == REFUSED, "somebody joined without a master"
client.close()
assert third.await_control(PEER_LEFT) == {1: 2, 2: 1}
client = End(port)
client.must_wait(ids, resumed[3])
master = End(port)
answer = master.resume(opened[4], [os.urandom(16) for _ in range(4)])
assert answer[1] == 1 and answer[2] == 1
assert client.await_control(RESUMED)[1] == 2
assert master.returned() == (2, ids)
assert third.returned() == (1, [])
third_ids = [os.urandom(16)]
third.show(third_ids)
assert master.returned() == (3, third_ids)
carries(master, client)
master.seats(route, 1)
fourth = End(port)
assert fourth.join(route)[1] == 4
print("a lost master comes back to its session")

# A hanging master is replaced too; those who are there hear that it is back and nothing else.
master.await_control(PEER_JOINED)
old, master = master, End(port)
answer = master.resume(answer[3])
assert old.reason() is None
for end in (client, third, fourth):
    assert end.returned() == (1, [])
carries(master, client)

# What opens nothing.
changed = bytearray(third_ticket)
changed[50] ^= 1
for wrong in (os.urandom(96), bytes(changed), third_ticket[:95], b"x"):
    End(port, source="127.0.0.2").must_be_refused(ticket=wrong)
fourth.say(control(LEAVE))
assert fourth.reason() == CLOSE_ENDED
third.close()
master.await_control(PEER_LEFT)
master.await_control(PEER_LEFT)
master.say(control(LEAVE, field(1, 3))) # cut off while it is lost
master.ping()
End(port).must_be_refused(ticket=third_ticket)
carries(master, client)
master.say(control(LEAVE))
assert client.reason() == CLOSE_ENDED
for ticket in (answer[3], opened[4], client_ticket):
    End(port).must_be_refused(ticket=ticket)
good = End(port)
good.must_be_refused(ticket=b"x" * 96)
good.say(control(OPEN))
good.await_control(OPENED) # control: one who was refused may still do something else
print("what is made up, changed, left, cut off or ended opens nothing")
PY

# Killed and started again.
talk "$raw" "$work" <<'PY' || fail "see above"
import pickle, sys
from relay_talk import *

port, work = int(sys.argv[1]), sys.argv[2]
master = End(port)
master.hello()
master.say(control(OPEN))
opened = master.await_control(OPENED)
client = End(port)
ticket = client.join(opened[1])[3]
master.seats(opened[1], 1)
third = End(port)
third_ticket = third.join(opened[1])[3]
pickle.dump((opened, ticket, third_ticket), open(f"{work}/tickets", "wb"))
PY
kill -9 "${pid[relay]}"
timeout 5 tail --pid="${pid[relay]}" -f /dev/null
within 5 flock -n "$work/state/lock" true || fail "the keeper lives on"
again --config "$work/config"
talk "$raw" "$work" <<'PY' || fail "see above"
import pickle, sys
from relay_talk import *

port, work = int(sys.argv[1]), sys.argv[2]
opened, ticket, third_ticket = pickle.load(open(f"{work}/tickets", "rb"))
route = opened[1]
ids = [os.urandom(16)]
client = End(port)
client.must_wait(ids, ticket) # it is the first
master = End(port)
answer = master.resume(opened[4])
assert answer[1] == 1
assert client.await_control(RESUMED)[1] == 2
assert master.returned() == (2, ids)
third = End(port)
assert third.resume(third_ticket)[1] == 3
assert master.returned() == (3, [])
carries(master, client)
stranger = End(port)
stranger.hello()
stranger.say(control(JOIN, field(1, route)))
assert stranger.control()[0] == REFUSED, "there was a seat that the master did not give"
master.seats(route, 1)
master.ping()
assert wait_until(lambda: End(port).join(route)), "the number is dead"
new = master.await_control(PEER_JOINED)[1]
assert new > 3, "an id came again"
third.say(control(LEAVE))
assert third.reason() == CLOSE_ENDED
End(port).must_be_refused(ticket=third_ticket) # it has left, whatever the old ticket says
others = {End(port).open() for _ in range(20)}
assert route not in others
master.say(control(LEAVE))
assert client.reason() == CLOSE_ENDED
PY
[ "$(stat -c %a "$work/state/ticket.key")" = 600 ] || fail "ticket.key can be read by others"
line=$(python3 -c 'import pickle, sqlite3, sys
route = pickle.load(open(sys.argv[1] + "/tickets", "rb"))[0][1]
print(*sqlite3.connect(sys.argv[1] + "/state/connections.db").execute("SELECT count(*), end_s - start_s = duration_s FROM connections WHERE route = ?", (route,)).fetchone())' "$work")
[ "$line" = "1 1" ] || fail "the log has $line for the number of a session that went on after a restart"
say "killed and started again: the same number, the same places, one line in the log"

# Another relay.
start_relay backup "$work/backup" --workers 2
talk "$raw" "$raw_port" "$work" <<'PY' || fail "see above"
import pickle, sys
from relay_talk import *

port, backup = int(sys.argv[1]), int(sys.argv[2])
_, ticket, _ = pickle.load(open(f"{sys.argv[3]}/tickets", "rb"))
End(backup).must_be_refused(ticket=ticket)

def new_session():
    end = End(backup)
    return end, end.open()

for first in ("master", "client") * 8: # several: they land at either worker
    newer, older, other = os.urandom(16), os.urandom(16), os.urandom(16)
    client, stranger = End(backup), End(backup)
    if first == "client":
        client.must_wait([newer, older])
    stranger.must_wait([os.urandom(16)])
    master, route = new_session()
    master.show([other, os.urandom(16)])
    master.show([older]) # it has not heard of the newer one
    if first == "master":
        client.hello()
        client.show([newer, older])
    resumed = client.await_control(RESUMED)
    assert resumed[2] == 1
    assert master.returned() == (resumed[1], [newer, older])
    carries(master, client)
    again = End(backup, source="127.0.0.3") # an id is good for one match
    again.must_wait([older])
    client.close()
    master.await_control(PEER_LEFT)
    client = End(backup)
    assert client.resume(resumed[3])[1] == resumed[1]
    master.say(control(LEAVE))
    assert client.reason() == CLOSE_ENDED
    stranger.close()
    again.close()
waiting = End(backup)
waiting.must_wait([other]) # its master has left: nobody is found by it
waiting.ping()
PY
say "at another relay the two ends find each other, whoever is first"

# Asked to end: everybody is told when it will be back, and tickets go on.
talk "$raw" "$work" "${pid[relay]}" <<'PY' || fail "see above"
import os, pickle, signal, sys
from relay_talk import *

port, work = int(sys.argv[1]), sys.argv[2]
master = End(port)
master.hello()
master.say(control(OPEN))
opened = master.await_control(OPENED)
client = End(port)
ticket = client.join(opened[1])[3]
pickle.dump((opened, ticket), open(f"{work}/tickets", "wb"))
os.kill(int(sys.argv[3]), signal.SIGTERM)
for end in (master, client):
    assert end.await_control(GO_AWAY) == {1: 1000}
    assert end.reason() == CLOSE_SHUTDOWN
PY
wait "${pid[relay]}" || fail "exit code $?"
printf 'keep-s 2\nback-in-ms 0\nmax-unmatched 60\nearly-unmatched 50\nmax-unmatched-per-source 20\nfailures 3\n' >"$work/config"
again --config "$work/config"
talk "$raw" "$work" "${pid[relay]}" <<'PY' || fail "see above"
import os, pickle, signal, sys
from relay_talk import *

port, work = int(sys.argv[1]), sys.argv[2]
opened, ticket = pickle.load(open(f"{work}/tickets", "rb"))
master = End(port)
answer = master.resume(opened[4])
client = End(port)
assert client.resume(ticket)[1] == 2
carries(master, client)
print("told before the end, and there again")

# All places of strangers are taken, and this office has dialled wrong numbers.
tired = End(port)
tired.hello()
for _ in range(4):
    tired.say(control(JOIN, field(1, 99999)))
    tired.await_control(REFUSED)
flood = [End(port, source=f"127.0.1.{i}") for i in range(70)]
client.close()
client = End(port)
assert client.resume(ticket)[1] == 2, "strangers keep one out who comes back"
stranger = End(port)
stranger.hello()
stranger.say(control(OPEN))
assert stranger.reason() == CLOSE_TOO_MUCH, "control: the places of strangers were free"
made_up = End(port)
made_up.hello()
made_up.show(ticket=os.urandom(96))
assert made_up.reason() == CLOSE_TOO_MUCH
for end in flood:
    end.close()
print("neither a flood nor a neighbour's wrong numbers keep anybody out")

# Its time is over.
client.close()
while master.await_control(PEER_LEFT) != {1: 2, 2: 1}:
    pass
time.sleep(2.5)
late = End(port, source="127.0.0.9")
late.must_be_refused(ticket=ticket)
other = End(port, source="127.0.0.9")
fresh = other.open()
third = End(port, source="127.0.0.9")
third.join(fresh)
other.close()
began = time.monotonic()
assert third.reason() == CLOSE_TOO_LATE
assert 1.5 < time.monotonic() - began < 5, "a session without its master"
master.say(control(RESUME, field(2, os.urandom(16))))
open(f"{work}/old", "wb").write(answer[3])
os.kill(int(sys.argv[3]), signal.SIGTERM)
renewed, what = None, None
while what != GO_AWAY: # fresh tickets came while time went by
    what, body = master.control()
    renewed = body[1] if what == TICKET else renewed
assert body == {}, body # it does not come back, it says
open(f"{work}/renewed", "wb").write(renewed)
PY
wait "${pid[relay]}" || fail "exit code $?"
again --config "$work/config"
talk "$raw" "$work" <<'PY' || fail "see above"
import sys
from relay_talk import *

old, renewed = (open(f"{sys.argv[2]}/{name}", "rb").read() for name in ("old", "renewed"))
End(int(sys.argv[1])).must_be_refused(ticket=old)
assert End(int(sys.argv[1])).resume(renewed)[1] == 1, "control: a ticket that is not too old"
PY
say "half an hour (here 2 s) later a place is not kept any more"

# How fast is the way here?
talk "$raw_port" <<'PY' || fail "see above"
import sys
from relay_talk import *

port = int(sys.argv[1])
end = End(port)
end.hello()
got, began = 0, time.monotonic()
end.say(control(MEASURE, field(1, 300000)))
while got < 300000:
    what, body = end.control()
    assert what == MEASURE and len(body[2]) <= 448
    got += len(body[2])
assert got == 300000
end.say(b"".join(control(MEASURE, field(2, b"x" * 448)) for _ in range(1000)))
end.ping()
end.say(control(MEASURE, field(1, 1 << 31))) # what is left of its bound
while got < 1 << 20:
    what, body = end.control()
    got += len(body[2])
assert got == 1 << 20
end.ping()
print(f"measured {got} bytes in {(time.monotonic() - began) * 1000:.0f} ms")
end.say(control(OPEN))
end.await_control(OPENED)
end.say(control(MEASURE, field(1, 1)))
assert end.reason() == CLOSE_MALFORMED, "one who is in a session measures"
greedy = End(port)
greedy.hello()
try:
    greedy.say(b"".join(control(MEASURE, field(2, b"x" * 448)) for _ in range(3000)))
except OSError:
    pass
assert greedy.reason() in (CLOSE_TOO_MUCH, None)
PY
done_well "whoever is lost comes back, and nobody else"
