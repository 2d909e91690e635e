#!/usr/bin/env bash
# Promise: asked to end, the relay says so to everybody and ends with code 0. When its keeper or its workers are killed, the
# other half ends by itself within seconds and says why, and a new start finds all in order.
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
