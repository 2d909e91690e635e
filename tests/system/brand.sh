#!/usr/bin/env bash
# Promise: a company's copy of the program goes where the company says, with the key that the company says, without an
# option; it shows the company's name and logo; and nobody leads it elsewhere by a file beside it. What packaging/brand can
# not put in, it says, and a damaged one does not run as a plain one.
#
# The shipped programs, branded by packaging/brand, against a real relay; also one for Windows, if this machine can make it.
. "$(dirname "$0")/lib.sh"
displays=$tools/displays
. "$root/tests/support/drive.sh"
brand=$root/packaging/brand

relay --region eu
read -r dead < <(free_ports 1)
convert -size 160x40 xc:'#c02040' PNG32:"$work/logo.png" || skip "no convert"
printf 'We look at what you show us,\nand at nothing else.\n' >"$work/notice.txt"
mkdir -p "$work/acme"
put() { "$brand" "$@" >"$work/brand.log" 2>&1; }
full=(--url "$url/list" --url "http://127.0.0.1:$dead/list" --root-key "$key" --region eu --name "Acmé & Söhne" --logo "$work/logo.png"
	--notice "$work/notice.txt")
for program in client master; do
	put "${full[@]}" "$bin/lotse-$program" "$work/acme/lotse-$program" || fail "not branded: $(cat "$work/brand.log")"
done
"$brand" --show "$work/acme/lotse-client" | grep -q "^root-key $(cat "$key")$" || fail "--show does not show the key"
"$brand" --show "$bin/lotse-client" | grep -q '^plain' || fail "a plain program is not called so"

# It goes there by itself; the plain one does not; a file beside it changes nothing.
client=$work/acme/lotse-client
"$client" --check >"$work/check.log" 2>&1 || fail "--check of the company's client: $(cat "$work/check.log")"
must_fail "a plain client without an address" "$bin/lotse-client" --check >"$work/plain.log" 2>&1
printf 'directory http://127.0.0.1:%s/list\nlist-key %064d\n' "$dead" 0 >"$work/acme/lotse.conf"
"$client" --check >"$work/check.log" 2>&1 || fail "lotse.conf led the company's client elsewhere: $(cat "$work/check.log")"
cp "$bin/lotse-client" "$work/acme/plain"
must_fail "a plain client with that lotse.conf" "$work/acme/plain" --check >"$work/plain.log" 2>&1
rm "$work/acme/lotse.conf"
must_fail "a key of another root by flag" "$client" --check --directory "$url/list" --list-key <(printf '%064d' 1) >"$work/plain.log" 2>&1
say "the company's client finds its relay without options"

# A session between two of the company's programs, and what is seen.
display customer 1024x768x24
display operator 1024x768x24
export LOTSE_LOG=1
spawn master env DISPLAY="$operator" "$work/acme/lotse-master" --print-number
expect master '^number' 15
number=$(sed -n 's/^number //p' "${log[master]}")
spawn client env DISPLAY="$customer" "$client"
d find "$customer" =Lotse 10 >/dev/null || fail "the customer's window"
drive_keys "$customer" || fail "the page that asks for the number"
import -display "$customer" -window root "$work/shown.png" || fail "no picture of the screen"
colours=$(convert "$work/shown.png" -fuzz 4% -fill white +opaque '#c02040' -fill black -opaque '#c02040' -format '%[fx:int((1-mean)*w*h)]' info:)
[ "$colours" -gt 1500 ] || fail "the logo is not shown ($colours pixels of its colour)"
d type "$customer" "$number"
d key "$customer" Return
expect client 'sealed with' 15
say "a session without any option; the logo is shown"
end client
end master

# What can't be done is said, and leaves nothing behind.
cannot() { # words what..
	local words=$1
	shift
	! put "$@" || fail "$words: was done"
	grep -q "$words" "$work/brand.log" || fail "$words: not said: $(cat "$work/brand.log")"
	[ ! -e "$work/no" ] || fail "$words: left something behind"
}
plain=$bin/lotse-client
cannot "already: take the plain" --name x "$client" "$work/no"
cannot "no program for Linux or Windows" --name x "$work/notice.txt" "$work/no"
cannot "no http or https" --url ftp://x "$plain" "$work/no"
cannot "does not hold a public key" --root-key "$work/notice.txt" "$plain" "$work/no"
cannot "control characters" --name $'a\tb' "$plain" "$work/no"
cannot "1 to 64 bytes" --name "$(printf 'x%.0s' {1..65})" "$plain" "$work/no"
cannot "small letters" --region "EU West" "$plain" "$work/no"
cannot "is no PNG" --logo "$work/notice.txt" "$plain" "$work/no"
convert -size 700x10 xc:red PNG32:"$work/wide.png"
cannot "at most 640 x 320" --logo "$work/wide.png" "$plain" "$work/no"
cannot "nothing to put" "$plain" "$work/no"
say "what can not be put in is said"

# Damaged: it does not run as if it were plain.
python3 - "$client" "$work/acme/broken" <<'PY'
import sys
data = bytearray(open(sys.argv[1], "rb").read())
data[-60] ^= 1
open(sys.argv[2], "wb").write(data)
PY
chmod +x "$work/acme/broken"
must_fail "a damaged copy" "$work/acme/broken" --check --directory "$url/list" --list-key "$key" >"$work/plain.log" 2>&1

# For Windows: the resources of before are still there, and ours is found by Windows' own call.
if command -v x86_64-w64-mingw32-gcc >/dev/null && command -v wine >/dev/null; then
	cat >"$work/look.c" <<-'C'
		#include <stdio.h>
		#include <windows.h>
		int main(void)
		{
			HRSRC ours = FindResourceW(NULL, L"LOTSE_BRAND", (LPCWSTR)RT_RCDATA);
			HRSRC other = FindResourceW(NULL, L"OTHER", (LPCWSTR)RT_RCDATA);
			printf("%.8s %.5s\n", ours ? (char *)LockResource(LoadResource(NULL, ours)) : "none",
			       other ? (char *)LockResource(LoadResource(NULL, other)) : "none");
			return 0;
		}
	C
	printf other >"$work/other.bin"
	echo 'OTHER RCDATA "other.bin"' >"$work/look.rc"
	(cd "$work" && x86_64-w64-mingw32-windres look.rc look.res.o && x86_64-w64-mingw32-gcc -s look.c look.res.o -o look.exe) ||
		fail "no program for Windows"
	put "${full[@]}" "$work/look.exe" "$work/branded.exe" || fail "not branded: $(cat "$work/brand.log")"
	"$brand" --show "$work/branded.exe" | grep -q "^name Acmé & Söhne$" || fail "--show of the one for Windows"
	export WINEDEBUG=-all WINEPREFIX=$work/wine
	timeout 100 wine "$work/branded.exe" 2>/dev/null | grep -q '^LOTSEBR1 other' || fail "Windows does not find it"
	wineserver -k 2>/dev/null || true
	say "also in a program for Windows"
fi
done_well "a company's programs go where the company says"
