/** The four places of the daybook and the bar that leads to them. */
import { CalendarDays, Ellipsis, Sun, Target, type IconNode } from "lucide";
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Icon } from "../ui/icon.tsx";
import { useStore } from "../ui/store.ts";
import { asked, takeAsked } from "./asked.ts";
import { withIdeas } from "./goals/templates.ts";
import { later } from "./later.ts";
import { focusHeading, goTo, place, type Place } from "./router.ts";
import { useStatus } from "./state.ts";
import { t, wordsReady } from "./words.ts";

interface Entry {
  icon: IconNode;
  load(): Promise<ComponentType>;
}

/** A place is there once its texts are. */
async function withWords<T>(part: Promise<T>): Promise<T> {
  const loaded = await part;
  await wordsReady();
  return loaded;
}

const places: Record<Place, Entry> = {
  today: { icon: Sun, load: async () => (await import("./today/index.tsx")).Today },
  goals: { icon: Target, load: async () => (await import("./goals/index.tsx")).Goals },
  dates: { icon: CalendarDays, load: async () => (await import("./dates/index.tsx")).Dates },
  more: { icon: Ellipsis, load: async () => (await import("./more/index.tsx")).More },
};
const loaded = new Map<Place, ComponentType>();

async function load(name: Place): Promise<void> {
  loaded.set(name, await withWords(places[name].load()));
}

/** Milliseconds from opening until the places that she does not see yet are fetched: she comes first. */
const OTHERS_AFTER = 500;

// What opens first is fetched with this part, which may come before the daybook is open.
load("today").catch(() => undefined);

/** The bar at the bottom. */
function Bar() {
  const here = useStore(place);
  return (
    <nav class="places" aria-label={t("places.name")}>
      {(Object.keys(places) as Place[]).map((name) => (
        <button
          type="button"
          key={name}
          class="place"
          aria-current={name === here ? "page" : undefined}
          onClick={() => goTo(name)}
        >
          <Icon of={places[name].icon} />
          {t(`places.${name}`)}
        </button>
      ))}
    </nav>
  );
}

/** The place that is open, above the bar. Each place is a part of its own, loaded when first wanted. */
export function Places() {
  const here = useStore(place);
  const [, redraw] = useState(0);
  const { phase } = useStatus();
  useEffect(() => {
    if (loaded.has(here)) return;
    void later(
      () => load(here),
      () => redraw((n) => n + 1),
    );
  }, [here]);
  useEffect(() => {
    // Once it is hers, all four are fetched: the network may be gone before she wants the next.
    if (phase !== "open") return;
    const timer = setTimeout(() => {
      for (const name of Object.keys(places) as Place[]) load(name).catch(() => undefined);
    }, OTHERS_AFTER);
    return () => clearTimeout(timer);
  }, [phase]);
  const Here = loaded.get(here);
  const number = useStore(asked);
  useEffect(() => {
    if (number === null) return;
    takeAsked();
    withIdeas(({ openTemplate }) => openTemplate(number));
  }, [number]);
  useEffect(() => {
    // Just opened: the focus starts at the heading. A press on the bar keeps its own.
    if (Here && document.activeElement === document.body) focusHeading();
  }, [Here]);
  return (
    <>
      {Here ? <Here key={here} /> : <main class="scroll" aria-busy="true" />}
      <Bar />
    </>
  );
}
