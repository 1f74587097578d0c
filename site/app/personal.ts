/** What is hers alone, as one part with its texts: progress, moods, her plan, notes. Loaded when she wants one of them. */
import { wants } from "./words.ts";

wants("progress");

export { openMood } from "./mood/mood.tsx";
export { openNotes } from "./notes/notes.tsx";
export { openPlan } from "./plan/plan.tsx";
export { openProgress } from "./progress/progress.tsx";
