/** Connect: a code for fifteen minutes in the room, or longer by choice; then four words, before anything crosses. */
import { useEffect, useState } from "preact/hooks";
import type { DeskLink } from "../../core/desk/desk-keeper.ts";
import { Button } from "../../ui/button.tsx";
import { Chips, Field } from "../../ui/field.tsx";
import { grouped } from "../../ui/grouped.ts";
import { Square } from "../../ui/square.tsx";
import { useStore } from "../../ui/store.ts";
import { dropCode, invite } from "../acts.ts";
import { useRun, Trouble } from "../run.tsx";
import { getKeeper, links, now } from "../state.ts";
import { t } from "../words.ts";
import { FourWords } from "./four-words.tsx";
import { useWho } from "./who.ts";

const LOOK_EVERY = 3000;
/** Seconds that a code holds; the first is for the same room. */
const TIMES = [900, 86_400, 7 * 86_400, 30 * 86_400];

export function Connect() {
  const waiting = useStore(links).filter((one) => one.ended === null && one.same_words === null);
  const [name, setName] = useState("");
  const [time, setTime] = useState(TIMES[0]!);
  const [who, setWho, keepWho] = useWho();
  const { busy, wrong, setWrong, run } = useRun();
  const make = () =>
    run(async () => {
      if (who.name.trim() === "") return setWrong(t("connect.no-name"));
      await keepWho();
      await invite(who, name.trim(), time);
      setName("");
    });
  return (
    <div class="page stack">
      <h2>{t("place.connect")}</h2>
      {waiting.map((one) =>
        one.account === null ? <Code key={one.id} of={one} /> : <FourWords key={one.id} of={one} />,
      )}
      <section class="card">
        <h3>{t("connect.new")}</h3>
        <p>{t("connect.says")}</p>
        <Trouble text={wrong} />
        <div class="fields">
          <Field
            label={t("connect.you")}
            hint={t("connect.you-hint")}
            value={who.name}
            onValue={(you) => setWho({ ...who, name: you })}
            maxLength={60}
          />
          <Field
            label={t("connect.organisation")}
            hint={t("connect.you-hint")}
            value={who.organisation}
            onValue={(organisation) => setWho({ ...who, organisation })}
            maxLength={100}
          />
        </div>
        <Field label={t("connect.name")} hint={t("connect.name-hint")} value={name} onValue={setName} maxLength={60} />
        <Chips
          label={t("connect.time")}
          hint={t("connect.time-hint")}
          value={String(time)}
          choices={TIMES.map((one) => ({ value: String(one), label: t(`connect.time-${one}`) }))}
          onValue={(value) => setTime(Number(value))}
        />
        <div>
          <Button kind="main" label={t("connect.make")} busy={busy} onPress={() => void make()} />
        </div>
      </section>
    </div>
  );
}

/** A code that nobody took yet: looked for every few seconds while it is in sight. */
function Code({ of: { id, code, name, expires } }: { of: DeskLink }) {
  const { busy, wrong, setWrong, run } = useRun();
  const [left, setLeft] = useState(expires - now());
  useEffect(() => {
    const look = () => {
      setLeft(expires - now());
      getKeeper()
        .sharing("meet", id)
        .then(
          (met) => met === "forged" && setWrong(t("connect.forged")),
          () => undefined,
        );
    };
    const timer = setInterval(look, LOOK_EVERY);
    return () => clearInterval(timer);
  }, [id, expires]);
  const when = new Date(expires * 1000).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
  return (
    <section class="card leaf">
      <h3>{name ? t("connect.for", { name }) : t("connect.waiting")}</h3>
      {left > 0 ? (
        <div class="row code-row">
          <Square text={code} name={t("connect.square")} />
          <div class="stack tight">
            <p>{t("connect.scan")}</p>
            <p class="code">{grouped(code)}</p>
            <p class="second">
              {left < 7200 ? t("connect.minutes", { n: Math.ceil(left / 60) }) : t("connect.until", { when })}
            </p>
          </div>
        </div>
      ) : (
        <p>{t("connect.over")}</p>
      )}
      <Trouble text={wrong} />
      <div>
        <Button kind="plain" label={t("connect.drop")} busy={busy} onPress={() => void run(() => dropCode(id))} />
      </div>
    </section>
  );
}
