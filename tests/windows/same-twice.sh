#!/usr/bin/env bash
# Built again from another folder, with other object files, both programs are the same, byte for byte.
set -eu
. "$(dirname "$0")/lib.sh"
scratch=${TMPDIR:-/tmp}/again
mkdir -p "$scratch/sources with a space" "$scratch/out"
tar -C "$root" --exclude=./build --exclude=./.git -cf - . | tar -C "$scratch/sources with a space" -xf -
TZ=Asia/Tokyo "$scratch/sources with a space/packaging/windows/build" --output "$scratch/out" >"$scratch/log" 2>&1 || {
	tail -n 30 "$scratch/log"
	fail "it can not be built again"
}
for name in LotseClient LotseMaster; do
	[ "$(stat -c %s "$windows/$name.exe")" -gt 2000000 ] || fail "$name.exe is not what was expected"
	cmp "$windows/$name.exe" "$scratch/out/$name.exe" || fail "$name.exe is another one"
done
cmp "$windows/VERSIONS.txt" "$scratch/out/VERSIONS.txt"
say "both programs are the same"
