/** What is drawn: the door, the second step, or the desk with its places. */
import { CalendarDays, Link2, Lock, PieChart, RefreshCw, UserRound, Users, type IconNode } from "lucide";
import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { Button } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { useStore } from "../ui/store.ts";
import { Toasts } from "../ui/toast.tsx";
import { Account } from "./account.tsx";
import { Connect } from "./connect/connect.tsx";
import { Keys, useKeys } from "./keys.tsx";
import { People } from "./people/people.tsx";
import { PersonView } from "./people/person.tsx";
import { Door } from "./sign/door.tsx";
import { Second } from "./sign/second.tsx";
import { StatusLine } from "./status-line.tsx";
import { chosen, getKeeper, goTo, lock, place, status, step, type Place } from "./state.ts";
import { Totals } from "./totals.tsx";
import { Week } from "./week/week.tsx";
import { t } from "./words.ts";

const PLACES: [Place, IconNode][] = [
  ["week", CalendarDays],
  ["people", Users],
  ["connect", Link2],
  ["totals", PieChart],
  ["account", UserRound],
];

export function Desk() {
  const [told, wanted] = [useStore(status), useStore(step)];
  const [asking, setAsking] = useState(false);
  const open = told?.phase === "open";
  // What was passed may be asked for again: another session came in the place of the one that passed.
  const needed = open && (wanted === null || (wanted === "passed" && told.reach === "second-step"));
  useEffect(() => {
    if (!needed || asking) return;
    setAsking(true);
    getKeeper()
      .secondStep()
      .then(
        ({ state }) => step.set(state),
        // Without a network what lies here can be read all the same, unless the server has asked.
        () => step.set(status.get()?.reach === "second-step" ? "asked" : "passed"),
      )
      .finally(() => setAsking(false));
    // `asking`: what arose while it was being asked is looked at once it is not.
  }, [needed, asking]);
  useEffect(() => {
    if (open)
      void getKeeper()
        .dropOldNotes()
        .catch(() => undefined);
  }, [open]);
  if (!told) return <main class="door" aria-busy="true" />;
  return (
    <>
      {!open ? <Door phase={told.phase} /> : wanted === "asked" || wanted === "set-up" ? <Second /> : <Places />}
      <Toasts />
    </>
  );
}

function Places() {
  const [here, person] = [useStore(place), useStore(chosen)];
  const [help, setHelp] = useState(false);
  useKeys(() => setHelp((before) => !before));
  // Another place or person begins at its top.
  useLayoutEffect(() => scrollTo(0, 0), [here, person]);
  return (
    <div class={person ? "frame with-person" : "frame"}>
      <header class="top no-print">
        <nav class="tabs" aria-label={t("place.name")}>
          {PLACES.map(([name, icon]) => (
            <button
              type="button"
              key={name}
              class="tab"
              aria-current={name === here ? "page" : undefined}
              onClick={() => goTo(name)}
            >
              <Icon of={icon} />
              {t(`place.${name}`)}
            </button>
          ))}
        </nav>
        <div class="row">
          <Button kind="plain" icon={RefreshCw} label={t("fresh")} onPress={() => void getKeeper().sync()} />
          <Button icon={Lock} label={t("lock")} onPress={() => void lock()} />
        </div>
      </header>
      <StatusLine />
      <main class="sides">
        {here === "people" && (
          <aside class="left no-print" aria-label={t("people.list")}>
            <People />
          </aside>
        )}
        <div class="right">
          {here === "week" && <Week />}
          {here === "people" &&
            (person ? <PersonView key={person} link={person} /> : <p class="hint">{t("people.choose")}</p>)}
          {here === "connect" && <Connect />}
          {here === "totals" && <Totals />}
          {here === "account" && <Account />}
        </div>
      </main>
      <footer class="rule no-print">{t("rule")}</footer>
      {help && <Keys onClose={() => setHelp(false)} />}
      <h1 class="aside" aria-live="polite">
        {t(`place.${here}`)}
      </h1>
    </div>
  );
}
