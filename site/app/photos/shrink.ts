/**
 * A picture made small on the phone: drawn anew the right way up, so that nothing the camera wrote beside it (place,
 * time, phone) is left, and pressed until it fits a record.
 */
import { LONGEST_PHOTO } from "../../core/records.ts";

/** Larger files are not read at all: unpacked they could fill the memory of a small phone. */
const LARGEST_FILE = 40 * 1024 * 1024;
/** Longer side in pixels and quality, from what reads best to what always fits. */
const TRIES: readonly (readonly [side: number, quality: number])[] = [
  [2000, 0.75],
  [1600, 0.75],
  [1600, 0.6],
  [1280, 0.7],
  [1280, 0.55],
  [1024, 0.6],
  [800, 0.6],
  [640, 0.5],
  [480, 0.4],
];

/** Why a file became no picture: a key of the message files. */
export class NoPicture extends Error {
  override name = "NoPicture";
  constructor(readonly key: "photo.not-image" | "photo.too-large") {
    super(key);
  }
}

/** The file as a JPEG of at most `LONGEST_PHOTO` bytes. Raises NoPicture. */
export async function shrink(file: Blob): Promise<Uint8Array<ArrayBuffer>> {
  if (file.size > LARGEST_FILE) throw new NoPicture("photo.too-large");
  const url = URL.createObjectURL(file);
  const image = new Image();
  try {
    image.src = url;
    // The size in pixels comes without unpacking all of it, which a phone may not have the memory for.
    await image.decode().catch(() => {
      throw new NoPicture(
        file.type.startsWith("image/") && file.size > LARGEST_FILE / 4 ? "photo.too-large" : "photo.not-image",
      );
    });
    return await press(image);
  } finally {
    image.removeAttribute("src");
    URL.revokeObjectURL(url);
  }
}

async function press(image: HTMLImageElement): Promise<Uint8Array<ArrayBuffer>> {
  const longer = Math.max(image.naturalWidth, image.naturalHeight);
  if (longer === 0) throw new NoPicture("photo.not-image");
  let canvas: HTMLCanvasElement | null = null;
  for (const [side, quality] of TRIES) {
    const scale = Math.min(1, side / longer);
    const width = Math.max(1, Math.round(image.naturalWidth * scale));
    if (canvas?.width !== width) canvas = draw(image, width, Math.max(1, Math.round(image.naturalHeight * scale)));
    const blob = await new Promise<Blob | null>((resolve) => canvas!.toBlob(resolve, "image/jpeg", quality));
    if (blob && blob.size <= LONGEST_PHOTO) return new Uint8Array(await blob.arrayBuffer());
  }
  throw new NoPicture("photo.too-large");
}

/** The picture on white, the right way up: browsers turn it as the camera said. */
function draw(image: HTMLImageElement, width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext("2d", { alpha: false });
  if (!pen) throw new NoPicture("photo.too-large");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, width, height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(image, 0, 0, width, height);
  return canvas;
}
