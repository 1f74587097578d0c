/** The people of this desk, worked out once for each change of what lies here. */
import { useMemo } from "preact/hooks";
import type { DeskLink } from "../core/desk/desk-keeper.ts";
import type { ReceivedView } from "../core/sharing/index.ts";
import { useStore } from "../ui/store.ts";
import { peopleOf, type Person, type Shared } from "./model/people.ts";
import { links, received } from "./state.ts";

let kept: { own: DeskLink[]; came: ReceivedView[]; people: Person[] } = { own: [], came: [], people: [] };

function worked(own: DeskLink[], came: ReceivedView[]): Person[] {
  if (kept.own === own && kept.came === came) return kept.people;
  const by = new Map<string, Shared[]>();
  for (const { id, link, plain, first, at } of came) {
    const across = by.get(link) ?? [];
    if (plain) across.push({ id, plain, first, at });
    by.set(link, across);
  }
  kept = { own, came, people: peopleOf(own, (record) => by.get(record) ?? []) };
  return kept.people;
}

export function usePeople(): Person[] {
  const [own, came] = [useStore(links), useStore(received)];
  return useMemo(() => worked(own, came), [own, came]);
}
