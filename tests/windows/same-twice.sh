#!/usr/bin/env bash
# Built again from another folder, with other object files, both programs are the same, byte for byte.
#
# The libraries come from the same cache both times, as they take minutes. So two small ones of them are built again too, from
# sources fetched anew, in other folders: those are the same as well. Of the others nothing is shown.
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

again=(zlib nanopb)
prefix=$(cat "$windows/objects/prefix")
me=same-twice
. "$root/packaging/debian.sh"
mkdir -p "$scratch/more/sources" "$scratch/more/libraries/done"
cp -R "$(dirname "$prefix")/apt/." "$scratch/more/sources/"
[ "$(id -u)" != 0 ] || chmod 755 "${TMPDIR:-/tmp}" "$scratch" "$scratch/more" "$scratch/more/sources" # apt downloads as another user
fetch_sources "$scratch/more/sources" "${again[@]}"
"$root/packaging/windows/libraries" --list | sed "s|^|$scratch/more/libraries/done/|" | xargs touch # as if they were built
for name in "${again[@]}"; do rm "$scratch/more/libraries/done/$name"; done
"$root/packaging/windows/libraries" "$scratch/more/sources/unpacked" "$scratch/more/libraries" >"$scratch/log" 2>&1 || {
	tail -n 30 "$scratch/log"
	fail "the libraries can not be built again"
}
for name in libz libprotobuf-nanopb; do
	[ "$(stat -c %s "$prefix/lib/$name.a")" -gt 10000 ] || fail "$name.a is not what was expected"
	cmp "$prefix/lib/$name.a" "$scratch/more/libraries/lib/$name.a" || fail "$name.a is another one"
done
say "two libraries built again are the same"
