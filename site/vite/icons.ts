/** Draws the app's icons: a closed notebook on paper, plain on purpose. SVG as text, PNG with nothing but zlib. */
import { crc32, deflateSync } from "node:zlib";

const ground = [0xfb, 0xf8, 0xf3] as const;
const cover = [0x5b, 0x6b, 0x75] as const;
const spine = [0x45, 0x52, 0x5a] as const;
const label = [0xf1, 0xed, 0xe6] as const;

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
  round: number;
  colour: readonly [number, number, number];
}

/** In hundredths of the side. All of it lies in the middle 80 %, so that a maskable icon loses nothing. */
const notebook: Box[] = [
  { left: 26, top: 20, right: 76, bottom: 80, round: 6, colour: cover },
  { left: 26, top: 20, right: 35, bottom: 80, round: 4, colour: spine },
  { left: 43, top: 33, right: 68, bottom: 46, round: 2, colour: label },
];

/** How much of the pixel at (x, y) lies in the box: 0 to 1, smooth over one pixel. */
function cover01(box: Box, x: number, y: number, side: number): number {
  const scale = side / 100;
  const round = box.round * scale;
  const dx = Math.max(box.left * scale + round - x, x - (box.right * scale - round), 0);
  const dy = Math.max(box.top * scale + round - y, y - (box.bottom * scale - round), 0);
  return Math.min(1, Math.max(0, round + 0.5 - Math.hypot(dx, dy)));
}

function chunk(kind: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(kind, "latin1"), body]);
  const out = Buffer.alloc(named.length + 8);
  out.writeUInt32BE(body.length, 0);
  named.copy(out, 4);
  out.writeUInt32BE(crc32(named), named.length + 4);
  return out;
}

/** A square PNG of `side` pixels, 8 bits RGB, the same bytes at every build. */
export function drawPng(side: number): Buffer {
  const rows = Buffer.alloc(side * (side * 3 + 1));
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const pixel: [number, number, number] = [...ground];
      for (const box of notebook) {
        const part = cover01(box, x + 0.5, y + 0.5, side);
        for (const c of [0, 1, 2] as const) pixel[c] = Math.round(pixel[c] * (1 - part) + box.colour[c] * part);
      }
      rows.set(pixel, y * (side * 3 + 1) + 1 + x * 3);
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

const hex = (colour: readonly number[]) => `#${colour.map((part) => part.toString(16).padStart(2, "0")).join("")}`;

/** The same picture as an SVG text. */
export function drawSvg(): string {
  const shapes = notebook.map(
    (box) =>
      `<rect x="${box.left}" y="${box.top}" width="${box.right - box.left}" height="${box.bottom - box.top}"` +
      ` rx="${box.round}" fill="${hex(box.colour)}"/>`,
  );
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">` +
    `<rect width="100" height="100" fill="${hex(ground)}"/>${shapes.join("")}</svg>\n`
  );
}
