#!/usr/bin/python3
"""embed_unicode.py OUT.c [FOLDER]: what wire/unicode.h tells of characters, from the Unicode Character Database.

FOLDER is Debian's unicode-data, /usr/share/unicode. Three tables: ranges of one kind and script, canonical
decompositions, canonical ordering; sorted, for a binary search.
"""
import sys

LAST = 0x10FFFF
# The order is wire/unicode.h's.
KINDS = ["BAD", "LETTER", "MARK", "SPACING", "DIGIT", "SPACE", "DASH", "SIGN"]
SCRIPTS = ["UNKNOWN", "COMMON", "INHERITED", "HAN", "HIRAGANA", "KATAKANA", "BOPOMOFO", "HANGUL"]


def lines(folder, name):
    with open(f"{folder}/{name}", encoding="utf-8") as file:
        for line in file:
            line = line.split("#")[0].strip()
            if line:
                yield [field.strip() for field in line.split(";")]


def span(text):
    first, _, last = text.partition("..")
    return range(int(first, 16), int(last or first, 16) + 1)


def characters(folder):
    """Code point -> category, combining class, decomposition."""
    out, first = {}, None
    for fields in lines(folder, "UnicodeData.txt"):
        code, name = int(fields[0], 16), fields[1]
        if name.endswith(", First>"):
            first = code
            continue
        for each in range(first if name.endswith(", Last>") else code, code + 1):
            out[each] = (fields[2], int(fields[3]), fields[5])
    return out


def kind_of(category, decomposition):
    if category in ("Lu", "Ll", "Lt", "Lo", "Lm"):
        # A letter in another dress (mathematics, circles) passes for one of any script: it is a sign here.
        return "SIGN" if decomposition.startswith(("<font>", "<circle>", "<square>")) else "LETTER"
    if category == "Nd":
        return "SIGN" if decomposition.startswith("<font>") else "DIGIT"
    if category in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Me"):
        return "BAD"
    return {"Mn": "MARK", "Mc": "SPACING", "Zs": "SPACE", "Pd": "DASH"}.get(category, "SIGN")


def ranges(folder, known):
    scripts = ["Unknown"] * (LAST + 1)
    for codes, script in lines(folder, "Scripts.txt"):
        for code in span(codes):
            scripts[code] = script
    kinds = ["BAD"] * (LAST + 1)
    for code, (category, _, decomposition) in known.items():
        kinds[code] = kind_of(category, decomposition)
    for fields in lines(folder, "DerivedCoreProperties.txt"):
        if fields[1] == "Default_Ignorable_Code_Point": # seen by nobody, whatever else it is
            for code in span(fields[0]):
                kinds[code] = "BAD"
    names = SCRIPTS + sorted({script.upper() for script in scripts} - set(SCRIPTS))
    out, before = [], None
    for code in range(LAST + 1):
        kind = kinds[code]
        script = "COMMON" if kind in ("BAD", "SIGN", "SPACE", "DASH") else scripts[code].upper()
        if (kind, script) != before:
            out.append(code << 11 | KINDS.index(kind) << 8 | names.index(script))
            before = (kind, script)
    return out


def decompositions(folder, known):
    excluded = {code for fields in lines(folder, "CompositionExclusions.txt") for code in span(fields[0])}
    pairs = []
    for code, (_, ccc, text) in sorted(known.items()):
        if not text or text.startswith("<"):
            continue
        parts = [int(part, 16) for part in text.split()]
        first_ccc = known[parts[0]][1]
        may_compose = len(parts) == 2 and code not in excluded and ccc == 0 and first_ccc == 0
        pairs.append((code, parts[0], parts[1] if len(parts) == 2 else 0, may_compose))
    return pairs


def orders(known):
    """Runs of one combining class: first, length, class."""
    out = []
    for code, (_, ccc, _) in sorted(known.items()):
        if ccc and out and out[-1][0] + out[-1][1] == code and out[-1][2] == ccc:
            out[-1][1] += 1
        elif ccc:
            out.append([code, 1, ccc])
    return out


def write_table(out, declaration, rows):
    out.write(f"const {declaration} = {{\n")
    for at in range(0, len(rows), 8):
        out.write("\t" + " ".join(f"{row}," for row in rows[at:at + 8]) + "\n")
    out.write("};\n")


def main():
    folder = sys.argv[2] if len(sys.argv) > 2 else "/usr/share/unicode"
    known = characters(folder)
    pairs = decompositions(folder, known)
    composed = sorted((i for i, pair in enumerate(pairs) if pair[3]), key=lambda i: pairs[i][1:3])
    tables = [
        ("uint32_t unicode_ranges[]", "unicode_range_count", ranges(folder, known)),
        ("struct unicode_pair unicode_pairs[]", "unicode_pair_count", ["{%d, %d, %d}" % pair[:3] for pair in pairs]),
        ("uint16_t unicode_composed[]", "unicode_composed_count", composed),
        ("struct unicode_order unicode_orders[]", "unicode_order_count", ["{%d, %d, %d}" % tuple(o) for o in orders(known)]),
    ]
    with open(sys.argv[1], "w", encoding="ascii") as out:
        out.write('#include "wire/unicode_tables.h"\n')
        for declaration, count, rows in tables:
            write_table(out, declaration, rows)
            out.write(f"const size_t {count} = {len(rows)};\n")


main()
