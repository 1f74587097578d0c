/** Paths that milestones may follow, each with its usual stages; she takes, drops and adds as she likes. */
import type { Track } from "./tracks.ts";

export interface Path {
  /** Its texts are `path.<name>` and `stage.<name>.<stage>` in the message files; a milestone keeps it as `template`. */
  name: string;
  track: Track;
  stages: readonly string[];
}

export const PATHS: readonly Path[] = [
  { name: "language", track: "learning", stages: ["find", "level", "start", "practise", "exam", "certificate"] },
  { name: "school", track: "learning", stages: ["find", "papers", "start", "tests", "exam", "certificate"] },
  { name: "recognition", track: "learning", stages: ["ask", "collect", "translate", "apply", "answer", "rest"] },
  { name: "papers", track: "papers", stages: ["ask", "collect", "hand-in", "answer", "have"] },
  { name: "account", track: "money", stages: ["documents", "choose", "account", "card", "save"] },
  { name: "cv", track: "work", stages: ["cv", "read", "apply", "interview", "offer"] },
  { name: "training", track: "work", stages: ["choose", "apply", "contract", "start", "half", "certificate"] },
  { name: "work", track: "work", stages: ["allowed", "contract", "start", "pay", "stay"] },
  { name: "home", track: "home", stages: ["look", "visit", "apply", "sign", "move"] },
  { name: "health", track: "health", stages: ["find", "first", "plan", "follow"] },
];

/** The path of a milestone: the one it names, else the first of its track, else null. */
export function pathOf({ template, track }: { template: string | null; track: string }): Path | null {
  return PATHS.find((path) => path.name === template) ?? PATHS.find((path) => path.track === track) ?? null;
}
