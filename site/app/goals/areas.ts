/** Parts of life: what she calls them, in which order they and their goals stand. */
import { BookOpen, Briefcase, FileText, Heart, House, PiggyBank, Shapes, Sprout, Users, type IconNode } from "lucide";
import type { Goal } from "../../core/records.ts";
import { AREAS } from "../../core/tracks.ts";
import { named, settingsNow, type Hers } from "../daybook/hers.ts";
import "./words.ts";

const icons: Record<string, IconNode> = {
  home: House,
  health: Heart,
  learning: BookOpen,
  work: Briefcase,
  papers: FileText,
  money: PiggyBank,
  people: Users,
  me: Sprout,
};

/** The picture beside an area's name. */
export const areaIcon = (area: string): IconNode => icons[area] ?? Shapes;

/** Which area a goal is in. */
export const areaOf = ({ plain }: Hers<Goal>): string => plain.area || "other";

/** What she calls an area. */
export function areaName(area: string): string {
  const own = settingsNow()?.plain.area_names.findLast((one) => one.area === area);
  return own?.name || named("area", area);
}

/** Every area, hers and the usual ones: in her order, then the usual one; *Other* last unless she put it elsewhere. */
export function inOrder(goals: Hers<Goal>[]): string[] {
  const usual = AREAS.filter((area) => area !== "other");
  const hers = settingsNow()?.plain.area_order ?? [];
  const own = [...new Set(goals.map(areaOf))].filter((area) => area !== "other");
  own.sort((a, b) => a.localeCompare(b));
  return [...new Set<string>([...hers, ...usual, ...own, "other"])];
}

/** Goals in her order; those that were never put in order come first, the oldest first. */
export function byHand(goals: Hers<Goal>[]): Hers<Goal>[] {
  // A blank sorts before every character of a key.
  const key = ({ id, plain }: Hers<Goal>) => `${plain.order} ${plain.created} ${id}`;
  return [...goals].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** Goals as they stand on the page: area by area, each in her order. */
export function inPlace(goals: Hers<Goal>[]): Hers<Goal>[] {
  const sorted = byHand(goals);
  return inOrder(goals).flatMap((area) => sorted.filter((goal) => areaOf(goal) === area));
}
