#!/usr/bin/env bash
# Promise: asked to end, the relay says so to everybody and ends with code 0, also while many ask for numbers. When its
# keeper or its workers are killed, the other half ends by itself within seconds and says why, and a new start finds all in
# order.
. "$(dirname "$0")/lib.sh"

relay
PYTHONPATH=$root/tests/support python3 - "$raw_port" "$work" >"$work/ends.log" 2>&1 <<'PY' &
import sys
from relay_talk import *

master, client, route = pair(int(sys.argv[1]))
stranger = End(int(sys.argv[1]))
stranger.hello()
print("ready", flush=True)
for name, end in (("master", master), ("client", client), ("stranger", stranger)):
    assert end.reason() == CLOSE_SHUTDOWN, name
print("all were told")
PY
ends=$!
within 10 grep -q ready "$work/ends.log" || fail "no session: $(cat "$work/ends.log")"
kill "${pid[relay]}"
wait "${pid[relay]}"
code=$?
[ $code = 0 ] || fail "exit code $code"
wait $ends || fail "$(cat "$work/ends.log")"
say "asked to end, it tells everybody and ends with 0"

keeper_of() { tr -d ' ' <"/proc/${pid[relay]}/task/${pid[relay]}/children"; }
# Many who ask for numbers while the keeper is slow, and then the end: neither half may wait for the other.
relay
keeper=$(keeper_of)
PYTHONPATH=$root/tests/support python3 - "$raw_port" "$keeper" "${pid[relay]}" <<'PY' || fail "see above"
import os, signal, sys, time
from relay_talk import *

port, keeper, workers = map(int, sys.argv[1:])
ends = [End(port, source=f"127.0.{1 + i // 50}.{1 + i % 50}") for i in range(400)]
for end in ends:
    end.hello()
os.kill(keeper, signal.SIGSTOP)
for end in ends:
    end.say(control(OPEN))
time.sleep(0.5)
os.kill(workers, signal.SIGTERM)
time.sleep(2.5)
os.kill(keeper, signal.SIGCONT)
PY
timeout 5 tail --pid="${pid[relay]}" -f /dev/null || fail "it does not end while numbers are asked for"
wait "${pid[relay]}" || fail "exit code $? when asked to end while numbers are asked for"

relay
keeper=$(keeper_of)
kill -KILL "$keeper"
timeout 5 tail --pid="${pid[relay]}" -f /dev/null || fail "the workers live on without their keeper"
grep -q "keeper process has ended: the relay ends" "${log[relay]}" || fail "the keeper's end was not said"
wait "${pid[relay]}" && fail "exit code 0 after the keeper's death"

relay
keeper=$(keeper_of)
kill -KILL "${pid[relay]}"
timeout 5 tail --pid="$keeper" -f /dev/null || fail "the keeper lives on without the workers"
grep -q "workers' process has ended unexpectedly" "${log[relay]}" || fail "the workers' end was not said"

relay
if [ "$(id -u)" = 0 ]; then
	grep -q '^Uid:.[1-9]' "/proc/${pid[relay]}/status" || fail "the workers are root"
fi
done_well "each half ends with the other"
