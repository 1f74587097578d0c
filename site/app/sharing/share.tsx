/** The share screen: what, with whom, why, until when, what could come of it, how to stop; and the exact preview. */
import { CircleStop, Clock, Share2 } from "lucide";
import { useState } from "preact/hooks";
import type { Plain } from "../../core/records.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Check, Select } from "../../ui/field.tsx";
import { showToast } from "../../ui/toast.tsx";
import { dayInWords } from "../account/when.ts";
import { useRun } from "../more/run.ts";
import { back, openScreen } from "../router.ts";
import { Screen } from "../screen.tsx";
import { items, now, useItems } from "../state.ts";
import { TroubleLine } from "../trouble-line.tsx";
import { t } from "../words.ts";
import { sharing, useNewsNow, useSharing, type LedgerLine, type LinkView } from "./known.ts";
import { Preview, titleOf } from "./preview.tsx";
import { FIRST, Until, untilOf } from "./until.tsx";
import { dayOf, useShared, whoSees } from "./who.tsx";
import "./words.ts";

/** Shows who sees a thing, and shares it. */
export const openShare = (id: string): void => openScreen(<ShareScreen id={id} />);

/** Shares several things at once: what is in a part of life now, or what another person saw; `after`: when it went. */
export const openShareMany = (title: string, ids: string[], link?: string, after?: () => void): void =>
  openScreen(<ShareMany title={title} ids={ids} first={link} after={after} />);

/** When it reached their computer, as it is; nothing says that it was read. */
export function Delivered({ line }: { line: LedgerLine }) {
  const last = line.delivered.at(-1);
  return (
    <p class="second">{last ? t("ledger.reached", { day: dayInWords(dayOf(last.at)) }) : t("ledger.not-reached")}</p>
  );
}

/** The end of this day, in seconds: then shares run out by themselves. */
function midnight(): number {
  const end = new Date(now() * 1000);
  end.setHours(24, 0, 0, 0);
  return Math.floor(end.getTime() / 1000);
}

function Live({ line }: { line: LedgerLine }) {
  const { busy, wrong, run } = useRun();
  const stop = () =>
    void run(() => sharing("stop", line.link, [line.record])).then((done) => done && showToast(t("share.stopped")));
  const quietly = () =>
    void run(() => sharing("share", line.link, [line.record], midnight())).then(
      (done) => done && showToast(t("share.stops-tonight")),
    );
  const tonight = line.until !== 0 && line.until <= midnight();
  return (
    <Card tone="leaf">
      <h2>{line.name}</h2>
      <p>{line.until === 0 ? t("share.open-now") : t("share.until-day", { day: dayInWords(dayOf(line.until)) })}</p>
      <Delivered line={line} />
      <TroubleLine text={wrong} />
      <div class="row">
        <Button kind="care" label={t("share.stop")} icon={CircleStop} busy={busy} onPress={stop} />
        {!tonight && <Button label={t("share.stop-quietly")} icon={Clock} busy={busy} onPress={quietly} />}
      </div>
      <p class="second">{t("share.stop-says")}</p>
      {!tonight && <p class="second">{t("share.quiet-says")}</p>}
    </Card>
  );
}

/** With whom, where there is more than one. */
function Whom({ links, value, onValue }: { links: LinkView[]; value: string; onValue(id: string): void }) {
  const [one] = links;
  if (links.length === 1)
    return (
      <section class="stack tight">
        <h2>{t("share.who")}</h2>
        <p>{t("share.who-one", { name: one!.name, organisation: one!.organisation })}</p>
      </section>
    );
  const choices = links.map(({ id, name, organisation }) => ({ value: id, label: `${name}, ${organisation}` }));
  return <Select label={t("share.who")} value={value} choices={choices} onValue={onValue} />;
}

/** What she should know before: the same on each share screen. */
function BeforeYouShare({ name }: { name: string }) {
  return (
    <>
      <section class="stack tight">
        <h2>{t("share.why")}</h2>
        <p>{t("share.why-says", { name })}</p>
      </section>
      <section class="stack tight">
        <h2>{t("share.what-could")}</h2>
        <ul class="says stack tight">
          <li>{t("share.could-keep", { name })}</li>
          <li>{t("share.could-report", { name })}</li>
          <li>{t("share.could-change")}</li>
        </ul>
      </section>
      <section class="stack tight">
        <h2>{t("share.how-stop")}</h2>
        <p>{t("share.how-stop-says")}</p>
      </section>
      <p class="second">{t("sharing.no-condition")}</p>
    </>
  );
}

function ShareScreen({ id }: { id: string }) {
  const shared = useShared(id);
  useNewsNow();
  const links = useSharing("links", []).filter((link) => link.good);
  const plain = useItems().find((item) => item.id === id)?.plain;
  const others = links.filter((link) => !shared.some((line) => line.link === link.id));
  const [chosen, choose] = useState("");
  const [until, setUntil] = useState<string>(FIRST);
  const { busy, wrong, run } = useRun();
  if (!plain) return <Screen title={t("share.title")} />;
  const to = others.find((link) => link.id === chosen) ?? others[0];
  const share = () =>
    void run(() => sharing("share", to!.id, [id], untilOf(until))).then(
      (done) => done && showToast(t("share.done", { name: to!.name })),
    );
  return (
    <Screen
      title={t(shared.length > 0 ? "who.shared" : "share.title")}
      under={whoSees(shared)}
      action={to && { label: t("share.do", { name: to.name }), icon: Share2, busy, onPress: share }}
    >
      {shared.map((line) => (
        <Live key={line.id} line={line} />
      ))}
      <section class="stack tight">
        <h2>{t("share.what")}</h2>
        <Card>
          <Preview plain={plain} />
        </Card>
        <p class="second">{t(`share.not-along${plain.type === "milestone" ? "-picture" : ""}`)}</p>
      </section>
      {to && (
        <>
          <Whom links={others} value={to.id} onValue={choose} />
          <Until value={until} onValue={setUntil} />
          <BeforeYouShare name={to.name} />
        </>
      )}
      <TroubleLine text={wrong} />
    </Screen>
  );
}

interface ManyProps {
  title: string;
  ids: string[];
  first: string | undefined;
  after: (() => void) | undefined;
}

function ShareMany({ title, ids, first, after }: ManyProps) {
  // What is there now: what comes later is hers alone.
  const [things] = useState(() => ids.flatMap((id) => items.get().filter((item) => item.id === id)));
  const [off, setOff] = useState<string[]>([]);
  const links = useSharing("links", []).filter((link) => link.good);
  const [chosen, choose] = useState(first ?? "");
  const [until, setUntil] = useState<string>(FIRST);
  const { busy, wrong, run } = useRun();
  const to = links.find((link) => link.id === chosen) ?? links[0];
  const on = things.filter(({ id }) => !off.includes(id));
  const share = () =>
    void run(() =>
      sharing(
        "share",
        to!.id,
        on.map(({ id }) => id),
        untilOf(until),
      ),
    ).then((done) => {
      if (!done) return;
      back();
      showToast(t("share.done", { name: to!.name }));
      after?.();
    });
  const tick = (id: string, ticked: boolean) => setOff(ticked ? off.filter((one) => one !== id) : [...off, id]);
  return (
    <Screen
      title={title}
      action={to && on.length > 0 ? { label: t("share.do", { name: to.name }), busy, onPress: share } : undefined}
    >
      <TroubleLine text={wrong} />
      <p>{t("share.now-only")}</p>
      <div class="stack tight">
        {things.map(({ id, plain }) => (
          <Thing key={id} plain={plain} checked={!off.includes(id)} onChange={(ticked) => tick(id, ticked)} />
        ))}
      </div>
      <p class="second">{t("share.not-along-picture")}</p>
      {to && (
        <>
          <Whom links={links} value={to.id} onValue={choose} />
          <Until value={until} onValue={setUntil} />
          <BeforeYouShare name={to.name} />
        </>
      )}
    </Screen>
  );
}

function Thing({ plain, checked, onChange }: { plain: Plain; checked: boolean; onChange(ticked: boolean): void }) {
  return (
    <Card>
      <Check label={titleOf(plain)} hint={t(`preview.type-${plain.type}`)} checked={checked} onChange={onChange} />
      <details>
        <summary aria-label={t("share.look-name", { title: titleOf(plain) })}>{t("share.what")}</summary>
        <Preview plain={plain} />
      </details>
    </Card>
  );
}
