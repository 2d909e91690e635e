#!/usr/bin/env bash
# Promise: of several relays the fastest is taken, whatever their order in the list; one that is dead, or takes connections
# and says nothing, costs no more than a moment. An operator who is held to a region gets a relay of that region alone, or
# none.
#
# Real: three relays of one signed list, each behind a small TCP proxy that holds every byte back for a time of its own; the
# shipped programs' --check says which it takes.
. "$(dirname "$0")/lib.sh"

delays=(5 120 300)
hosts=(127.0.0.2 127.0.0.3 127.0.0.4)
names=(fast middle slow)
cat >"$work/delay.py" <<'PY'
"""delay.py HOST PORT TARGET_PORT MS: what comes in goes out that much later. MS of -1: takes connections and says nothing."""
import asyncio, sys
host, port, target, ms = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
async def pump(reader, writer):
    loop, queue = asyncio.get_running_loop(), asyncio.Queue()
    async def out():
        while True:
            due, data = await queue.get()
            await asyncio.sleep(max(0, due - loop.time()))
            if not data:
                break
            writer.write(data)
        writer.close()
    task = asyncio.create_task(out())
    while True:
        data = await reader.read(65536)
        queue.put_nowait((loop.time() + ms / 1000, data))
        if not data:
            break
    await task
async def serve(reader, writer):
    if ms < 0:
        await asyncio.sleep(600)
    there = await asyncio.open_connection("127.0.0.1", target)
    await asyncio.gather(pump(reader, there[1]), pump(there[0], writer), return_exceptions=True)
async def main():
    server = await asyncio.start_server(serve, host, port)
    print("ready", flush=True)
    await server.serve_forever()
asyncio.run(main())
PY
"$bin/lotse-relay" list root "$work/fleet.key" >/dev/null || fail "no root key"
key=$work/fleet.key.pub
read -ra ports <<<"$(free_ports 3)"
for i in 2 0 1; do # the fastest is not the first of the list
	start_relay "${names[i]}" "$work/${names[i]}" --host "${hosts[i]}" --region "${names[i]}" --prefix "${i}0-${i}9"
	spawn "line$i" python3 "$work/delay.py" "${hosts[i]}" "${ports[i]}" "$raw_port" "${delays[i]}"
	expect "line$i" ready
	targets[i]=$raw_port
	curl -s "http://127.0.0.1:$http_port/list" | sed "s/^raw .*/raw ${ports[i]}/; /^http /d"
done >"$work/fleet"
mkdir -p "$work/www"
"$bin/lotse-relay" list sign --key "$work/fleet.key" "$work/fleet" "$work/www/list" >/dev/null || fail "no list"
read -r web <<<"$(free_ports 1)"
spawn web python3 -m http.server --bind 127.0.0.1 --directory "$work/www" "$web"
url=http://127.0.0.1:$web/list
within 10 curl -sfo /dev/null "$url" || fail "the web server does not answer"

taken() { # program: the host of the relay that it takes
	"$1" --check --directory "$url" --list-key "$key" >"$work/check.log" 2>&1
	sed -n 's/^The relay \([^ ]*\) answers over.*/\1/p' "$work/check.log"
}
takes() { # host what
	local got
	got=$(taken "$bin/lotse-client")
	[ "$got" = "$1" ] || fail "$2: took ${got:-none}: $(cat "$work/check.log")"
}
for _ in 1 2 3 4 5; do takes "${hosts[0]}" "three that answer"; done
say "the fastest is taken"

kill -STOP "${pid[line0]}"
takes "${hosts[1]}" "the fastest takes connections and says nothing"
kill -CONT "${pid[line0]}"
end line0
takes "${hosts[1]}" "the fastest is dead"
end line1
takes "${hosts[2]}" "only the slowest is left"
say "dead ones cost a moment"

spawn line0 python3 "$work/delay.py" "${hosts[0]}" "${ports[0]}" "${targets[0]}" "${delays[0]}"
expect line0 ready
takes "${hosts[0]}" "the fastest is back"
mkdir "$work/held"
cp "$bin/lotse-master" "$work/held/"
echo "region slow" >"$work/held/lotse.conf"
got=$(taken "$work/held/lotse-master")
[ "$got" = "${hosts[2]}" ] || fail "held to a region, took ${got:-none}: $(cat "$work/check.log")"
echo "region nowhere" >"$work/held/lotse.conf"
got=$(taken "$work/held/lotse-master")
[ -z "$got" ] || fail "held to a region that has no relay, took $got"
grep -q "none is in your region" "$work/check.log" || fail "not said why: $(cat "$work/check.log")"
say "a region holds"
done_well "the fastest relay is found"
