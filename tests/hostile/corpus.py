"""Bodies that nobody sends by mistake, and those that the fuzzer begins with.

    python -m tests.hostile.corpus FOLDER      # writes them as files

They are made here rather than kept: a decompression bomb is a few lines, and a repository that
holds one frightens whoever scans it.
"""

import base64
import io
import json
import struct
import sys
import zlib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from tests.digits import draw, encoded, png
from tests.hostile.drawings import drawings

# What Pillow writes and DESIGN.md's API does not read: none of their readers is to be reached.
OTHER_FORMATS = ("TIFF", "PPM", "ICO", "PCX", "TGA", "SGI", "DDS", "JPEG2000", "EPS", "PDF", "AVIF")

SIDE = 4000  # 4,000 x 4,000 pixels are the most that is read.


class Body(NamedTuple):
    """What is sent, and as what."""

    data: bytes
    content_type: str


def chunk(kind: bytes, data: bytes) -> bytes:
    """Of a PNG, with its checksum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def raw_png(
    width: int, height: int, depth: int, colour: int, data: bytes, interlaced: int = 0, *more: bytes
) -> bytes:
    """A PNG that says what it likes; `data` is what its pixels are decompressed to."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced)
    palette = chunk(b"PLTE", bytes(range(256)) * 3) if colour == 3 else b""
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + palette + b"".join(more)
        + chunk(b"IDAT", zlib.compress(data, 9)) + chunk(b"IEND", b"")
    )  # fmt: skip


def bombs() -> dict[str, Body]:
    """Little to send, much to unpack; just within what is read, and far beyond."""
    found = {}
    for colour, name, depths in (
        (0, "grey", (1, 2, 4, 8, 16)),
        (2, "rgb", (8, 16)),
        (3, "palette", (1, 2, 4, 8)),
        (4, "grey and alpha", (8, 16)),
        (6, "rgba", (8, 16)),
    ):
        channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
        for depth in depths:
            row = 1 + (SIDE * channels * depth + 7) // 8
            for interlaced in (0, 1):
                data = raw_png(SIDE, SIDE, depth, colour, bytes(row * SIDE), interlaced)
                within = f"png of {depth} bits, {name}, {'interlaced' * interlaced}"
                found[within] = Body(data, "image/png")
    for kind, mode in (
        ("PNG", "1"), ("GIF", "P"), ("WEBP", "RGBA"), ("JPEG", "L"), ("JPEG", "CMYK"), ("BMP", "1"),
    ):  # fmt: skip
        most = encoded(Image.new(mode, (SIDE, SIDE)), kind)
        found[f"{kind}, {mode}, all that is read"] = Body(most, f"image/{kind.lower()}")
        if kind != "BMP":
            more = encoded(Image.new(mode, (6000, 6000)), kind)
            found[f"{kind}, {mode}, 36 megapixels"] = Body(more, f"image/{kind.lower()}")
    frames = [Image.new("L", (1000, 1000), shade) for shade in range(0, 250, 5)]
    for kind in ("GIF", "WEBP", "PNG"):
        file = io.BytesIO()
        frames[0].save(file, kind, save_all=True, append_images=frames[1:])
        found[f"{kind} of 50 frames"] = Body(file.getvalue(), f"image/{kind.lower()}")
    text = chunk(b"zTXt", b"comment\0\0" + zlib.compress(bytes(50_000_000), 9))
    profile = chunk(b"iCCP", b"icc\0\0" + zlib.compress(bytes(50_000_000), 9))
    for name, extra in (("text", text), ("profile", profile)):
        found[f"png with 50 MB of {name}"] = Body(
            raw_png(28, 28, 8, 0, bytes(29 * 28), 0, extra), "image/png"
        )
    return found


def liars() -> dict[str, Body]:
    """Pictures that say what is not so."""
    seven = png(draw(7))
    large = struct.pack(">II", 65_535, 65_535)
    found = {
        "huge sides, little data": raw_png(2**31 - 1, 2**31 - 1, 8, 0, bytes(100)),
        "no width": raw_png(0, 28, 8, 0, bytes(100)),
        "a line of 16 million": raw_png(16_000_000, 1, 8, 0, bytes(16_000_001)),
        "a column of 16 million": raw_png(1, 16_000_000, 1, 0, bytes(32_000_000)),
        "half of the pixels": raw_png(280, 280, 8, 0, bytes(281 * 140)),
        "a depth of 3": raw_png(28, 28, 3, 0, bytes(1000)),
        "a colour of 7": raw_png(28, 28, 8, 7, bytes(1000)),
        "no palette": raw_png(28, 28, 8, 3, bytes(29 * 28)).replace(b"PLTE", b"pLTE"),
        "a filter of 200": raw_png(28, 28, 8, 0, (b"\xc8" + bytes(28)) * 28),
        "not deflated": seven[:60] + bytes(200) + seven[260:],
        "a wrong checksum": seven[:40] + b"\xff" + seven[41:],
        "a chunk of 4 GB": seven[:33] + b"\xff\xff\xff\xff" + seven[37:],
        "larger than it is": seven[:16] + large + seven[24:],
        "a jpeg of 65,535 pixels": encoded(draw(7), "JPEG").replace(
            struct.pack(">HH", 280, 280), b"\xff\xff\xff\xff"
        ),
        "a gif of 65,535 pixels": b"GIF89a\xff\xff\xff\xff\0\0\0" + b"," + bytes(20),
        "a bmp of negative sides": encoded(draw(7), "BMP")[:18] + b"\0\0\0\x80" * 2 + bytes(900),
    }
    bodies = {name: Body(data, "image/png") for name, data in found.items()}
    for kind in ("PNG", "JPEG", "WEBP", "GIF", "BMP"):
        data = encoded(draw(7), kind)
        for part in (1, 4, 12, 20, 30, 50, 100, len(data) // 2, len(data) - 1):
            bodies[f"{part} bytes of a {kind}"] = Body(data[:part], f"image/{kind.lower()}")
        bodies[f"a {kind} that says it is a gif"] = Body(data, "image/gif")
        bodies[f"a {kind} after a {kind}"] = Body(data + data, f"image/{kind.lower()}")
    return bodies


def segment(marker: int, data: bytes = b"") -> bytes:
    """Of a JPEG, with its length."""
    return struct.pack(">BBH", 0xFF, marker, 2 + len(data)) + data


def run_lengths(*rows: bytes) -> bytes:
    """A BMP of SIDE x SIDE pixels whose `rows` are in run lengths."""
    data = b"".join(row + b"\0\0" for row in rows) + b"\0\1"
    head = struct.pack("<IiiHHIIiiII", 40, SIDE, SIDE, 1, 8, 1, len(data), 0, 0, 256, 0)
    palette = b"".join(bytes((shade, 0, 0, 0)) for shade in range(256))
    offset = 14 + len(head) + len(palette)
    return b"BM" + struct.pack("<IHHI", offset + len(data), 0, 0, offset) + head + palette + data


@cache
def floods() -> dict[str, Body]:
    """Few bytes, or millions of parts of a few bytes, that it would take seconds to go through.

    None of them is needed: all are refused.
    """
    photo, drawing, gif = (encoded(draw(7), kind) for kind in ("JPEG", "PNG", "GIF"))
    file = io.BytesIO()
    Image.new("L", (SIDE, SIDE)).save(file, "JPEG", progressive=True)
    large = file.getvalue()
    scan = large[large.rindex(b"\xff\xda") : -2]
    profile = chunk(b"iCCP", b"icc\0\0" + zlib.compress(bytes(1_000_000), 9))
    head = 13 + 3 * (2 << (gif[10] & 7))  # Of the GIF, with its palette.
    found = {
        "scans of a jpeg": large[:-2] + 5000 * scan + large[-2:],
        "padding of a jpeg": photo[:2] + b"\xff" * 9_900_000 + photo[2:],
        "comments of a jpeg": photo[:2] + segment(0xFE) * 2_000_000 + photo[2:],
        "exif of a jpeg": photo[:2] + segment(0xE1, b"Exif\0\0" + bytes(90)) * 90_000 + photo[2:],
        "private chunks of a png": drawing[:33] + chunk(b"prVt", b"") * 800_000 + drawing[33:],
        "empty chunks after a png": drawing[:-12] + chunk(b"IDAT", b"") * 800_000 + drawing[-12:],
        "profiles of a png": drawing[:33] + profile * 9000 + drawing[33:],
        "comments of a gif": gif[:head] + b"!\xfe" + b"\1a" * 4_000_000 + b"\0" + gif[head:],
        "run lengths of a bmp": run_lengths(*[b"\1\7"] * SIDE),
    }
    return {
        f"too many {name}": Body(data, f"image/{name.split()[-1]}") for name, data in found.items()
    }


@cache
def drawn() -> dict[str, Body]:
    """Pictures with ink on them, to be read all the way: see drawings.py."""
    return {name: Body(*drawing) for name, drawing in drawings().items()}


def others() -> dict[str, Body]:
    """Pictures of formats that are not read."""
    bodies = {}
    for kind in OTHER_FORMATS:
        for said in ("image/png", f"image/{kind.lower()}"):
            try:
                bodies[f"{kind} as {said}"] = Body(encoded(draw(7), kind), said)
            except (KeyError, OSError):  # This Pillow was built without.
                break
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    return bodies | {
        "svg": Body(svg, "image/svg+xml"),
        "svg as png": Body(svg, "image/png"),
        "xbm": Body(b"#define a_width 28\n#define a_height 28\n", "image/x-xbitmap"),
        "postscript": Body(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "image/png"),
        "html": Body(b"<!doctype html><script>alert(1)</script>", "image/png"),
        "a zip": Body(b"PK\x03\x04" + bytes(100), "image/png"),
        "a pickle": Body(b"\x80\x04\x95" + bytes(100), "image/png"),
    }


def jsons() -> dict[str, Body]:
    """JSON that is none, or of another shape."""
    seven = base64.b64encode(png(draw(7))).decode()
    row = "[" + ",".join(["0"] * 28) + "]"
    rows = ",".join([row] * 27)

    def with_number(text: str) -> str:
        return f'{{"pixels": [{rows},[{text},{",".join(["0"] * 27)}]]}}'

    texts = {
        "deep lists": "[" * 1_000_000,
        "deep pixels": '{"pixels":' + "[" * 100_000 + "]" * 100_000 + "}",
        "deep objects": '{"a":' * 200_000,
        "deep in the image": '{"image":' + "[" * 500 + "]" * 500 + "}",
        "a number of a million digits": with_number("1" * 1_000_000),
        "a number without end": '{"pixels": ' + "9" * 5_000_000 + "}",
        "a huge exponent": with_number("1e999999999"),
        "not a number": with_number("NaN"),
        "infinity": with_number("Infinity"),
        "minus nothing": with_number("-0.0"),
        "just more than one": with_number("1.0000000000000002"),
        "true": with_number("true"),
        "a string": with_number('"1"'),
        "an object": with_number("{}"),
        "a million rows": '{"pixels": [' + ",".join(["[]"] * 1_000_000) + "]}",
        "a long row": '{"pixels": [' + rows + ",[" + "0," * 1_000_000 + "0]]}",
        "both": f'{{"image": "{seven}", "pixels": 7}}',
        "the same key often": '{"image": "a",' * 1 + '"image": "b",' * 100_000 + '"image": 7}',
        "many keys": "{" + ",".join(f'"{i}": 0' for i in range(200_000)) + "}",
        "lone surrogates": '{"image": "\\ud800"}',
        "a NUL": '{"image": "\\u0000"}',
        "base64 in the middle of blanks": json.dumps({"image": " \n" * 1_000_000 + seven}),
        "nothing but blanks": " " * 5_000_000,
        "a data url of text": json.dumps({"image": "data:text/html;base64,PHNjcmlwdD4="}),
        "data urls in data urls": json.dumps({"image": "data:image/png;base64," * 1000}),
        "an address": json.dumps({"image": "http://127.0.0.1/health"}),
        "a file": json.dumps({"image": "file:///etc/passwd"}),
    }
    bodies = {name: Body(text.encode(), "application/json") for name, text in texts.items()}
    plain = json.dumps({"image": seven})
    for coding in ("utf-16", "utf-32", "utf-8-sig"):
        bodies[f"json in {coding}"] = Body(plain.encode(coding), "application/json")
    bodies["json in a charset that is none"] = Body(
        plain.encode(), "application/json; charset=nothing"
    )
    bodies["bytes that are no text"] = Body(bytes(range(256)) * 99, "application/json")
    return bodies


def forms() -> dict[str, Body]:
    """Forms with too much, too little, or the wrong things in them."""
    seven = png(draw(7))
    kind = "multipart/form-data; boundary=b"

    def part(name: str, data: bytes, more: str = "") -> bytes:
        head = f'--b\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'
        return head.encode() + data + b"\r\n"

    file = '; filename="seven.png"'
    bodies = {
        "thousands of fields": part("a", b"b") * 5000 + b"--b--\r\n",
        "thousands of files": part("image", b"b", file) * 5000 + b"--b--\r\n",
        "a long field": part("image", bytes(5_000_000)) + b"--b--\r\n",
        "an endless header": b"--b\r\n" + b"A: b\r\n" * 200_000,
        "a long name": part("image" * 100_000, seven, file) + b"--b--\r\n",
        "no end": part("image", seven, file),
        "boundaries and nothing else": b"--b\r\n" * 100_000,
        "a file name that leads out": part("image", seven, '; filename="../../etc/passwd"')
        + b"--b--\r\n",
        "an empty file": part("image", b"", file) + b"--b--\r\n",
    }
    found = {name: Body(data, kind) for name, data in bodies.items()}
    found["a long boundary"] = Body(seven, "multipart/form-data; boundary=" + "b" * 5000)
    found["a form as a picture"] = Body(part("image", seven, file), "image/png")
    return found


def corpus() -> dict[str, Body]:
    """All of it, by name."""
    return bombs() | liars() | floods() | drawn() | others() | jsons() | forms()


def seeds() -> list[Body]:
    """Good ones, which the fuzzer damages."""
    seven = png(draw(7))
    found = [
        Body(encoded(draw(7), kind), f"image/{kind.lower()}")
        for kind in ("PNG", "JPEG", "WEBP", "GIF", "BMP")
    ]
    for mode in ("1", "L", "LA", "P", "I;16", "RGBA"):
        found.append(Body(png(draw(7, size=(80, 80), height=60).convert(mode)), "image/png"))
    found.append(
        Body(json.dumps({"image": base64.b64encode(seven).decode()}).encode(), "application/json")
    )
    found.append(Body(json.dumps({"pixels": [[0.5] * 28] * 28}).encode(), "application/json"))
    form = b'--b\r\nContent-Disposition: form-data; name="image"; filename="a"\r\n\r\n'
    found.append(Body(form + seven + b"\r\n--b--\r\n", "multipart/form-data; boundary=b"))
    return found


def main() -> None:
    """Write them to a folder."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for number, (name, body) in enumerate(corpus().items()):
        stem = "".join(c if c.isalnum() else "-" for c in name)
        (folder / f"{number:03}-{stem}.bin").write_bytes(body.data)
    print(f"{len(corpus())} bodies in {folder}")


if __name__ == "__main__":
    main()
