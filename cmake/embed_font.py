#!/usr/bin/python3
"""embed_font.py OUT.c NAME=FONT.ttf ...: cuts each font down to what Lotse writes by itself and puts it into a C file.

Latin with its extensions, Greek, Cyrillic and some signs; without hinting and kerning tables, which the rasteriser of
glyphs does not use. The file is the fall-back where a computer has no such font of its own.
"""
import sys
from io import BytesIO

from fontTools import subset
from fontTools.ttLib import TTFont

RANGES = [
    (0x20, 0x7E), (0xA0, 0x24F), (0x2C6, 0x2DD), (0x370, 0x3FF), (0x400, 0x52F), (0x1E00, 0x1EFF),
    (0x2010, 0x2027), (0x2030, 0x203A), (0x20AC, 0x20AC), (0x2122, 0x2122), (0x2190, 0x2193), (0x2212, 0x2212),
    (0x25CF, 0x25CF), (0x2713, 0x2713), (0x2717, 0x2717), (0xFFFD, 0xFFFD),
]


def cut(path):
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.name_IDs = [0, 1, 2]
    options.notdef_outline = True
    options.drop_tables += ["GPOS", "GSUB", "GDEF", "kern", "FFTM", "gasp"]
    font = TTFont(path)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in RANGES for code in range(first, last + 1)])
    subsetter.subset(font)
    out = BytesIO()
    font.save(out)
    return out.getvalue()


def main():
    with open(sys.argv[1], "w", encoding="ascii") as out:
        out.write('#include "ui/embedded.h"\n')
        for argument in sys.argv[2:]:
            name, path = argument.split("=", 1)
            data = cut(path)
            out.write(f"const size_t embedded_{name}_bytes = {len(data)};\n")
            out.write(f"const unsigned char embedded_{name}[] = {{\n")
            for at in range(0, len(data), 24):
                out.write(",".join(str(byte) for byte in data[at:at + 24]) + ",\n")
            out.write("};\n")


main()
