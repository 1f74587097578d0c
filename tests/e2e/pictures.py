"""Pictures to put into the app: a JPEG as a camera makes it, on its side and with words of the camera beside it."""

import base64
import struct
from pathlib import Path

from playwright.sync_api import Page

# Upper half red, lower half blue, with enough noise that it does not become small by itself.
DRAW = """async ([width, height, quality]) => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  const pen = canvas.getContext("2d");
  const noise = pen.createImageData(width, height);
  for (let n = 0; n < noise.data.length; n += 4) {
    const upper = n < noise.data.length / 2;
    const grain = Math.random() * 90;
    noise.data.set([upper ? 165 + grain : grain, grain, upper ? grain : 165 + grain, 255], n);
  }
  pen.putImageData(noise, 0, 0);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  for (let n = 0; n < bytes.length; n += 30000) text += String.fromCharCode(...bytes.subarray(n, n + 30000));
  return btoa(text);
}"""
TURNED = 6  # the camera was held upright: show it turned by 90 degrees to the right


def jpeg(page: Page, width: int, height: int, quality: float = 0.9) -> bytes:
    """A JPEG of red over blue noise, made by the browser."""
    return base64.b64decode(page.evaluate(DRAW, [width, height, quality]))


def with_exif(plain: bytes, says: str, turned: int = TURNED) -> bytes:
    """The same JPEG with an EXIF part: how it is turned, and a description."""
    text = says.encode("ascii") + b"\0"
    entries = [struct.pack("<HHII", 0x010E, 2, len(text), 38), struct.pack("<HHIHH", 0x0112, 3, 1, turned, 0)]
    body = b"Exif\0\0II*\0" + struct.pack("<IH", 8, len(entries)) + b"".join(entries) + struct.pack("<I", 0) + text
    return plain[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + plain[2:]


def file_of(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path
