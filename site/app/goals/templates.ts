/** The list of ideas with its texts: a part of its own, loaded when first wanted. */
import { laterInside } from "../later.ts";
import { wants } from "../words.ts";

/** Does `then` with the list of ideas. */
export function withIdeas(then: (part: typeof import("./ideas.tsx")) => void): void {
  wants("templates");
  void laterInside(() => import("./ideas.tsx"), then);
}
