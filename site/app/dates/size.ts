/** How large a card is shown. */

/** So few characters are shown in the largest letters, so many in the next, and so on. */
const SIZES = [24, 70, 160] as const;

/** 0 is the largest. */
export function sizeOf(text: string): number {
  const found = SIZES.findIndex((most) => text.length <= most);
  return found < 0 ? SIZES.length : found;
}

/** The length of the longest word: no word is to be broken where smaller letters let it stand whole. */
export function longestWord(text: string): number {
  return Math.max(1, ...text.split(/\s+/).map((word) => [...word].length));
}
