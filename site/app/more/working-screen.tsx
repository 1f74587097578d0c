/** *Are my reminders working?*: looks, says in plain words, offers a way on, and sends a test that is waited for. */
import { BellRing, CircleAlert, CircleCheck, Info, Send, type IconNode } from "lucide";
import { useEffect, useRef, useState } from "preact/hooks";
import { localOf, startWords } from "../../core/when.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { act } from "../acts.ts";
import { zoneNow } from "../daybook/hers.ts";
import { reloadNewer } from "../installed.ts";
import { Stop } from "../keep/stop.tsx";
import { openScreen } from "../router.ts";
import { Screen } from "../screen.tsx";
import { now, useKeeper } from "../state.ts";
import { TroubleLine } from "../trouble-line.tsx";
import { language, t } from "../words.ts";
import { findOut, pushComes } from "./found.ts";
import { turnOn } from "./push.ts";
import { HonestWords, pushTrouble } from "./reminder-ask.tsx";
import { useRun } from "./run.ts";
import { changeSettings } from "./settings.ts";
import "./working.css";
import { judge, testedBy, type Found, type Line, type Tested, type Way } from "./working.ts";

/** How long a test may take to come, in seconds. */
const COMES_WITHIN = 30;

type Test = Tested | "testing" | "came" | "not-come";

/** The last test of this opening of the app, so that it is still there when she comes back to the screen. */
let last: Test | null = null;

const icons: Record<Line["tone"], IconNode> = { good: CircleCheck, look: CircleAlert, note: Info };

function instantWords(instant: number): string {
  return startWords({ ...localOf(instant, zoneNow()), zone: zoneNow() }, now(), language);
}

function lineText({ name, values = {} }: Line): string {
  const { until, next, ...others } = values;
  const words = {
    ...others,
    ...(typeof until === "number" ? { until: instantWords(until) } : {}),
    ...(typeof next === "number" ? { when: instantWords(next) } : {}),
  };
  return t(`working.${name}`, words);
}

export function Working() {
  const keeper = useKeeper();
  const [found, setFound] = useState<Found | null>(null);
  const [test, setTest] = useState<Test | null>(last);
  const { busy, wrong, run } = useRun(pushTrouble);
  const waits = useRef<() => void>(() => undefined);
  const look = async () => setFound(await findOut());
  useEffect(() => {
    void run(look);
    return () => waits.current();
  }, []);
  const say = (next: Test) => {
    last = next === "testing" ? last : next;
    setTest(next);
  };

  const send = async () => {
    say("testing");
    const waiting = pushComes(COMES_WITHIN);
    waits.current = waiting.stop;
    const sent = await run(async () => {
      const tested = testedBy(await keeper.testPush());
      say(tested === "sent" ? "testing" : tested);
      if (tested !== "sent") waiting.stop();
      else say((await waiting.came) ? "came" : "not-come");
    });
    if (sent) return;
    waiting.stop();
    setTest(null);
  };
  const ways: Record<Exclude<Way, "unblock">, { label: string; run(): void }> = {
    "turn-on": { label: t("working.turn-on"), run: () => void run(async () => (await turnOn(), look())) },
    install: { label: t("working.install-how"), run: () => openScreen(<Stop why="install-first" />) },
    send: { label: t("working.send"), run: () => void run(look) },
    "sign-in": { label: t("working.sign-in"), run: () => act("open-words") },
    reload: { label: t("line.reload"), run: () => void reloadNewer() },
    "end-pause": {
      label: t("working.end-pause"),
      run: () =>
        void run(async () => {
          await keeper.pauseReminders(null);
          await changeSettings({ paused_until: null });
          await look();
        }),
    },
  };
  const lines = found ? judge(found) : [];
  const canTest = found?.phone === "on" && found.reach === "online";
  return (
    <Screen
      title={t("working.title")}
      action={
        canTest
          ? { label: t("working.test"), icon: Send, busy: busy || test === "testing", onPress: () => void send() }
          : { label: t("working.look-again"), icon: BellRing, busy, onPress: () => void run(look) }
      }
    >
      <TroubleLine text={wrong} />
      {!found && <p class="second">{t("working.looking")}</p>}
      <div role="status">{test && canTest && <Outcome test={test} again={ways["turn-on"].run} />}</div>
      <ul class="findings" aria-label={t("working.title")}>
        {lines.map((line) => (
          <li key={line.name} class={line.tone}>
            <Icon of={icons[line.tone]} />
            <div class="stack tight">
              <p>{lineText(line)}</p>
              {line.way === "unblock" && <Unblock />}
              {line.way && line.way !== "unblock" && (
                <div>
                  <Button label={ways[line.way].label} busy={busy} onPress={ways[line.way].run} />
                </div>
              )}
            </div>
          </li>
        ))}
      </ul>
      {found && <HonestWords />}
    </Screen>
  );
}

function Unblock() {
  return (
    <ol class="steps">
      {[1, 2, 3].map((n) => (
        <li key={n}>{t(`working.blocked-${n}`)}</li>
      ))}
    </ol>
  );
}

/** What became of the test. */
function Outcome({ test, again }: { test: Test; again(): void }) {
  const key = test === "sent" ? "testing" : test === "again" ? "unknown-here" : test;
  return (
    <div class={test === "came" ? "card leaf" : test === "testing" || test === "sent" ? "card" : "card care"}>
      <p>{t(`working.${key}`)}</p>
      {test === "came" && <p class="second">{t("working.power")}</p>}
      {(test === "again" || test === "refused") && (
        <div>
          <Button label={t("working.turn-on-again")} onPress={again} />
        </div>
      )}
    </div>
  );
}
