"""What a camera sees: one still picture of a screen as a film, for Chromium's camera of tests."""

import base64
from pathlib import Path

from playwright.sync_api import BrowserContext

WIDE, HIGH, FRAMES = 640, 480, 10

# The picture in the middle of a grey wall, somewhat turned and not filling it, as a hand holds a phone.
LIGHT = """async ([png, wide, high]) => {
  const picture = new Image();
  picture.src = "data:image/png;base64," + png;
  await picture.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [wide, high];
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#999";
  pen.fillRect(0, 0, wide, high);
  pen.translate(wide / 2, high / 2);
  pen.rotate(0.12);
  const size = high * 0.7;
  if (picture.width > 1) pen.drawImage(picture, -size / 2, -size / 2, size, size);
  const { data } = pen.getImageData(0, 0, wide, high);
  let text = "";
  for (let n = 0; n < data.length; n += 4) text += String.fromCharCode(data[n + 1]);
  return btoa(text);
}"""


def film(context: BrowserContext, png: bytes, path: Path) -> Path:
    """Writes a film (Y4M, 4:2:0) of a square picture, which a browser draws; gives its path."""
    page = context.new_page()
    grey = base64.b64decode(page.evaluate(LIGHT, [base64.b64encode(png).decode(), WIDE, HIGH]))
    page.close()
    frame = b"FRAME\n" + grey + b"\x80" * (WIDE * HIGH // 2)
    path.write_bytes(f"YUV4MPEG2 W{WIDE} H{HIGH} F10:1 Ip A1:1 C420jpeg\n".encode() + frame * FRAMES)
    return path
