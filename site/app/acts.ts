/**
 * Acts that are asked for in one place and done in another, so that no screen of the frame imports the screens it
 * leads to (imports point one way, and the first bundle stays small).
 */
export type Act =
  | "keep"
  | "open-words"
  | "gone"
  | "close"
  | "way-back"
  | "breathe"
  | "numbers"
  | "breathe-inside"
  | "numbers-inside"
  | "plan"
  | "notes"
  | "progress"
  | "mood";

const acts = new Map<Act, () => void>();

/** Says what `name` does. */
export function onAct(name: Act, run: () => void): void {
  acts.set(name, run);
}

/** Does `name`; nothing happens while nobody has said what it does. */
export function act(name: Act): void {
  acts.get(name)?.();
}
