/** Pictures of papers. Big and rarely looked at, so that a list of records carries them without their bytes. */
import { head, isObject, make, shown, text, type Given, type Plain } from "./plain.ts";

export interface Photo extends Plain {
  type: "photo";
  /** `image/jpeg`, or what another client made. */
  media_type: string;
  /** Base64. "" in a list of records, and where there are none. */
  bytes: string;
}

/** The most bytes that a picture may have, before base64 and sealing. */
export const LONGEST_PHOTO = 280 * 1024;

/** A picture made on the local day `today`. */
export function newPhoto(today: string, given: Given<Photo> = {}): Photo {
  return make("photo", today, { media_type: "image/jpeg", bytes: "" }, given);
}

/** The picture to show. What does not call itself a plain raster image is taken for a JPEG, which cannot run. */
export function photoOf(plain: Plain): Photo {
  const media = text(plain.media_type);
  return {
    ...head(plain),
    type: "photo",
    media_type: /^image\/(jpeg|png|webp)$/.test(media) ? media : "image/jpeg",
    bytes: text(plain.bytes),
  };
}

/** The record without the bytes of a picture: what is kept in memory and handed to a page. */
export function withoutBytes(plain: Plain): Plain {
  if (plain.type !== "photo" || plain.bytes === undefined) return plain;
  const { bytes: _, ...rest } = plain;
  return rest;
}

/** `given` with the bytes that `withoutBytes` took away, from `current`: so that no write can lose them. */
export function withBytesOf(current: unknown, given: Plain): Plain {
  if (given.type !== "photo" || given.bytes !== undefined || !isObject(current)) return given;
  return shown(current.bytes) === undefined ? given : { ...given, bytes: current.bytes };
}
