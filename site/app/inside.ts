/** The daybook behind the PIN, with its texts. */
import { wants } from "./words.ts";

wants("shell", "daybook");

export { Places } from "./places.tsx";
