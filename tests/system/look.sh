#!/usr/bin/env bash
# Promise: every screen of both programs can be drawn, in both languages, at 100, 150 and 200 %, and in high contrast: each is a
# picture with something in it. They are made by the programs' own pages (tests/screens) and are there to be looked at:
#
#   LOTSE_SHOTS=folder bash tests/system/look.sh     keeps them there
#
# Control: a picture of one colour would be found.
. "$(dirname "$0")/lib.sh"

shots=${LOTSE_SHOTS:-$work/shots}
mkdir -p "$shots/contrast"
display screen 1600x1500x24
has_content() { [ "$(convert "$1" -unique-colors -format '%w' info:)" -gt 8 ]; }

for program in client master; do
	DISPLAY=$screen LOTSE_CONTRAST=0 "$tools/screens-$program" "$shots" >"$work/$program.log" || fail "screens-$program"
	DISPLAY=$screen LOTSE_CONTRAST=1 "$tools/screens-$program" "$shots/contrast" >>"$work/$program.log" ||
		fail "screens-$program in high contrast"
done
convert -size 40x40 xc:white "$work/blank.png"
must_fail "an empty picture" has_content "$work/blank.png"
for name in client-number client-asked client-choose client-question client-safety client-ended client-newcomers client-twenty-below \
	client-summary client-no-hand master-number master-busy master-twenty master-summary; do
	for language in en de; do
		for scale in 100 200; do
			has_content "$shots/$name-$language-$scale.png" || fail "$name, $language, $scale %"
			has_content "$shots/contrast/$name-$language-$scale.png" || fail "$name, $language, $scale %, contrast"
			! cmp -s "$shots/$name-$language-$scale.png" "$shots/contrast/$name-$language-$scale.png" ||
				fail "$name looks the same in high contrast"
		done
	done
	! cmp -s "$shots/$name-en-100.png" "$shots/$name-de-100.png" || fail "$name says the same in both languages"
done
done_well "$(find "$shots" -name '*.png' | wc -l) screens, in ${LOTSE_SHOTS:-a folder that is removed}"
