#!/usr/bin/env bash
# Promise: a link to the relay's join page brings the customer the program, named for the session, whether or not the browser
# runs scripts; the page says what to click in pictures, in his language, and has a link for when nothing happens. It knows
# the route of a number and nothing else. Other computers are told what they can do.
#
# A real Chromium, which calls itself Windows'; what it has downloaded is compared with the file.
. "$(dirname "$0")/lib.sh"
command -v chromium >/dev/null || skip "no chromium"

head -c 700000 /dev/urandom >"$work/client.exe"
chmod 755 "$work"
relay --client-file "$work/client.exe"
grep -q 'handed out without a certificate that browsers know' "${log[relay]}" || fail "the log does not say what the download lacks"
windows='Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36'
display desk 1100x900x24

browse() { # name url agent [1: scripts, 2: none] [language]
	local name=$1 url=$2 agent=$3 scripts=${4:-1} language=${5:-en}
	mkdir -p "$work/$name/profile/Default" "$work/$name/got"
	cat >"$work/$name/profile/Default/Preferences" <<P
{"download": {"default_directory": "$work/$name/got", "prompt_for_download": false},
 "safebrowsing": {"enabled": false}, "intl": {"accept_languages": "$language", "selected_languages": "$language"},
 "profile": {"default_content_setting_values": {"javascript": $scripts}}}
P
	spawn "$name" env HOME="$work/$name" DISPLAY="$desk" chromium --no-sandbox --disable-gpu --no-first-run --no-default-browser-check \
		--disable-component-update --disable-background-networking --user-data-dir="$work/$name/profile" \
		--user-agent="$agent" --lang="$language" --window-size=1000,860 --window-position=0,0 "$url"
}
has_it() { cmp -s "$work/$1/got/LotseClient_12345.exe" "$work/client.exe"; }
page() { # address agent [language]
	curl -sS --max-time 10 -A "$2" -H "Accept-Language: ${3:-en}" "$url$1"
}

for scripts in 1 2; do
	browse "browser$scripts" "$url/join/12345" "$windows" "$scripts"
	within 40 has_it "browser$scripts" || fail "scripts $scripts: the program has not come: $(ls "$work/browser$scripts/got")"
	import -display "$desk" -window root "$work/page$scripts.png" || fail "no picture of the screen"
	[ "$(convert "$work/page$scripts.png" -unique-colors -format '%w' info:)" -gt 20 ] || fail "the page is empty"
	[ -z "${LOTSE_SHOTS:-}" ] || cp "$work/page$scripts.png" "$LOTSE_SHOTS/join-page-$scripts.png"
	end "browser$scripts"
	say "the program has come, named for the session (scripts: $scripts)"
done

page /join/12345 "$windows" >"$work/en.html"
page /join/12345 "$windows" de-AT >"$work/de.html"
grep -q 'Click here if nothing happens' "$work/en.html" && grep -q 'Hier klicken, wenn nichts passiert' "$work/de.html" || fail "no link for when nothing happens"
[ "$(grep -c '<svg' "$work/en.html")" = 4 ] || fail "the steps have no pictures"
! grep -qi '<script' "$work/en.html" || fail "the page wants scripts"
! grep -qE 'https?://|//[a-z]' "$work/en.html" || fail "the page fetches from elsewhere"
page '/join/12345?de' "$windows" | grep -q 'Hier klicken' || fail "the language can not be chosen"
page /join/12345 'Mozilla/5.0 (X11; Linux x86_64)' | grep -q lotse-client || fail "Linux is not told what to start"
page /join/12345 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0)' >"$work/phone.html"
grep -q 'Windows or Linux computer' "$work/phone.html" && ! grep -q 'LotseClient_' "$work/phone.html" || fail "a phone is given a program for Windows"
curl -sSI --max-time 10 -A "$windows" "$url/join/12345" | grep -qi '^Refresh: 1; url=/LotseClient_12345.exe' || fail "no refresh"
page /help "$windows" de | grep -q F12 || fail "the customer's page"

# What is no route, a whole number above all, gets no program, and nothing of it comes back.
for path in /join/ /join/1234 /join/123456 /join/123456789012 /join/12345/ '/join/1234%35' /join/00000 /join/12345.exe; do
	[ "$(curl -s -o "$work/bad.html" -w '%{http_code}' --path-as-is -A "$windows" "$url$path")" = 404 ] || fail "$path is taken"
	! grep -qE '[0-9]{5}' <(sed 's/<style>.*<\/style>//' "$work/bad.html") || fail "$path comes back in the page"
done
say "what is no route is told so"
done_well "the join page brings the program, with and without scripts"
