#!/usr/bin/env python3
"""Draws Lotse's icon, a lighthouse, and writes it as a Windows icon file.

    cmake/draw_icon.py OUT.ico

Sizes 16, 24, 32 and 48 as plain bitmaps, 256 as PNG, which Windows 7 and later read. The same file each time.
"""
import struct
import sys
import zlib

SIZES = (16, 24, 32, 48, 256)
BLUE, WHITE, LAMP, BEAM = (0x1F, 0x6F, 0xEB), (0xFF, 0xFF, 0xFF), (0xFF, 0xD3, 0x4D), (0x8F, 0xB8, 0xF5)


def in_trapezoid(x, y, top, bottom, half_top, half_bottom):
    """Whether a point is in a trapezoid that stands upright in the middle of the picture."""
    if not top <= y < bottom:
        return False
    half = half_top + (half_bottom - half_top) * (y - top) / (bottom - top)
    return abs(x - 0.5) < half


def in_rounded_square(x, y, radius):
    dx = max(radius - x, x - (1 - radius), 0)
    dy = max(radius - y, y - (1 - radius), 0)
    return dx * dx + dy * dy <= radius * radius


def colour_at(x, y):
    """The colour of a point of the unit square; None: nothing there."""
    if not in_rounded_square(x, y, 0.2):
        return None
    if in_trapezoid(x, y, 0.82, 0.88, 0.26, 0.26):  # the rock
        return WHITE
    if in_trapezoid(x, y, 0.39, 0.82, 0.085, 0.155):  # the tower, with two bands
        return BLUE if 0.50 <= y < 0.59 or 0.69 <= y < 0.78 else WHITE
    if in_trapezoid(x, y, 0.36, 0.39, 0.12, 0.12):  # the gallery
        return WHITE
    if in_trapezoid(x, y, 0.24, 0.36, 0.07, 0.07):  # the lamp
        return LAMP
    if in_trapezoid(x, y, 0.13, 0.24, 0.0, 0.11):  # the roof
        return WHITE
    if abs(y - 0.30) < 0.02 + 0.30 * (abs(x - 0.5) - 0.07) and 0.09 < abs(x - 0.5) < 0.44:  # two beams
        return BEAM
    return BLUE


def pixel_of(size, column, row, steps):
    """Mean over a grid within the pixel: red, green, blue, alpha."""
    inside, total = 0, [0, 0, 0]
    for j in range(steps):
        for i in range(steps):
            colour = colour_at((column + (i + 0.5) / steps) / size, (row + (j + 0.5) / steps) / size)
            if colour is not None:
                inside += 1
                total = [sum_ + part for sum_, part in zip(total, colour)]
    if inside == 0:
        return (0, 0, 0, 0)
    return tuple(round(part / inside) for part in total) + (round(255 * inside / steps**2),)


def picture(size):
    steps = 2 if size > 100 else 6
    return [[pixel_of(size, column, row, steps) for column in range(size)] for row in range(size)]


def as_bitmap(rows):
    """A bitmap of 32 bits without a file header; its mask, below it, is ignored by all that read alpha."""
    size = len(rows)
    header = struct.pack("<IiiHHIIiiII", 40, size, size * 2, 1, 32, 0, 0, 0, 0, 0, 0)
    pixels = b"".join(struct.pack("4B", b, g, r, a) for row in reversed(rows) for r, g, b, a in row)
    return header + pixels + bytes((size + 31) // 32 * 4 * size)


def as_png(rows):
    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    size = len(rows)
    lines = b"".join(b"\0" + bytes(part for pixel in row for part in pixel) for row in rows)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(lines, 9)) + chunk(b"IEND", b""))


def icon():
    images = [as_png(picture(size)) if size == 256 else as_bitmap(picture(size)) for size in SIZES]
    at = 6 + 16 * len(SIZES)
    out = struct.pack("<HHH", 0, 1, len(SIZES))
    for size, image in zip(SIZES, images):
        out += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(image), at)
        at += len(image)
    return out + b"".join(images)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with open(sys.argv[1], "wb") as file:
        file.write(icon())


if __name__ == "__main__":
    main()
