/** On *Today*: what the desk arranged; a link that ended or waits for its words; suggestions to add, change or let go. */
import { Check as Tick, Pencil, X } from "lucide";
import { useState } from "preact/hooks";
import {
  appointmentOf,
  goalOf,
  newAppointment,
  newGoal,
  newId,
  newMilestone,
  settingsOf,
  newSettings,
} from "../../core/records.ts";
import { atEnd } from "../../core/order.ts";
import { replyOf, suggestionOf, type Suggestion } from "../../core/sharing/messages.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { showToast } from "../../ui/toast.tsx";
import { settingsNow, today, zoneNow } from "../daybook/hers.ts";
import { newDate, openDate } from "../dates/open.ts";
import { openGoal } from "../goals/open.ts";
import { later } from "../later.ts";
import { useRun } from "../more/run.ts";
import { openScreen } from "../router.ts";
import { getKeeper, items, useItems } from "../state.ts";
import { TroubleLine } from "../trouble-line.tsx";
import { t } from "../words.ts";
import { Said } from "./across.tsx";
import { Connect, FourWords } from "./connect.tsx";
import { sharing, useSharing, type LinkView, type ReceivedView } from "./known.ts";
import { Preview } from "./preview.tsx";
import { openShareMany } from "./share.tsx";
import { dateGiven, goalGiven, milestoneGiven, stepText } from "./taken.ts";
import "./words.ts";

/** The proposal as the record that it would become, to look at. */
function proposed(one: Suggestion, from: string) {
  switch (one.for) {
    case "goal":
      return newGoal(today(), goalGiven(one, today(), from));
    case "appointment": {
      const lead_times = (settingsNow()?.plain ?? settingsOf(newSettings(today()))).lead_times;
      return newAppointment(today(), { ...dateGiven(one, today(), zoneNow()), lead_times });
    }
    case "milestone":
      return newMilestone(today(), milestoneGiven(one, today()));
    default:
      return null;
  }
}

/** Adds what is proposed as a thing of hers. */
async function add(one: Suggestion, from: string): Promise<void> {
  const record = proposed(one, from);
  if (record) return void (await getKeeper().save(null, record));
  const goal = items.get().find((item) => item.id === one.about && item.plain.type === "goal")?.plain;
  const text = stepText(one);
  if (goal && one.about) {
    const steps = Array.isArray(goal.steps) ? goal.steps : [];
    const step = { id: newId(), text, done_on: null, dropped: false, order: atEnd(goalOf(goal).steps) };
    await getKeeper().save(one.about, { ...goal, steps: [...steps, step] }, goal);
  } else {
    const step = { id: newId(), text, done_on: null, dropped: false, order: atEnd([]) };
    await getKeeper().save(null, newGoal(today(), { title: text, steps: [step], from }));
  }
}

/** Opens what is proposed to be changed before it is hers. */
function change(one: Suggestion, from: string): void {
  if (one.for === "appointment") newDate(dateGiven(one, today(), zoneNow()));
  else if (one.for === "milestone")
    void later(
      () => import("../milestones/milestone.tsx"),
      ({ openMilestone }) => openMilestone(null, milestoneGiven(one, today())),
    );
  else openGoal(null, one.for === "goal" ? goalGiven(one, today(), from) : { title: stepText(one), from });
}

function SuggestionCard({ one, name }: { one: ReceivedView; name: string }) {
  const suggestion = suggestionOf(one.plain!);
  const { busy, wrong, run } = useRun();
  const done = () => sharing("answered", one.link, one.id);
  const record = proposed(suggestion, one.id);
  const goal = useItems().find((item) => item.id === suggestion.about)?.plain;
  const put = () =>
    void run(async () => {
      await add(suggestion, one.id);
      await done();
    }).then((went) => went && showToast(t("cards.added")));
  const edit = () => {
    change(suggestion, one.id);
    void done();
  };
  return (
    <Card>
      <h2>{t(`cards.suggests-${suggestion.for}`, { name })}</h2>
      {record ? (
        <Preview plain={record} proposed />
      ) : (
        <p dir="auto" translate={false}>
          {stepText(suggestion)}
        </p>
      )}
      {goal && <p class="second">{t("cards.for-goal", { title: goalOf(goal).title })}</p>}
      {suggestion.why && (
        <p dir="auto" translate={false}>
          {suggestion.why}
        </p>
      )}
      <TroubleLine text={wrong} />
      <div class="row">
        <Button label={t("cards.add")} icon={Tick} busy={busy} onPress={put} />
        <Button label={t("cards.change")} icon={Pencil} onPress={edit} />
        <Button kind="plain" label={t("cards.let-go")} icon={X} busy={busy} onPress={() => void run(done)} />
      </div>
      <p class="second">{t("cards.let-go-says")}</p>
    </Card>
  );
}

/** Another person, passed on by somebody she knows: nothing moves but by her yes. */
function AnotherCard({ one, name }: { one: ReceivedView; name: string }) {
  const { proposal, why } = suggestionOf(one.plain!);
  const { busy, run } = useRun();
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  const other = text(proposal.name);
  const over = proposal.change === "handover";
  const done = () => sharing("answered", one.link, one.id);
  const shared = useSharing("ledger", []).filter((line) => line.link === one.link && line.live);
  const yes = () =>
    openScreen(
      <Connect
        given={text(proposal.code)}
        onGood={(link) => {
          void done();
          // What she answered was for the one who asked.
          const answers = new Set(items.get().flatMap(({ id, plain }) => (plain.type === "reply" ? [id] : [])));
          const ids = [...new Set(shared.map((line) => line.record))].filter((id) => !answers.has(id));
          // The one who hands over still sees what she does not stop: the end is hers to say too.
          const after = () =>
            over &&
            void later(
              () => import("./index.tsx"),
              ({ openPerson }) => openPerson(one.link, t("cards.handed-over", { name })),
            );
          if (ids.length > 0) openShareMany(t("cards.same-things"), ids, link, after);
          else after();
        }}
      />,
    );
  return (
    <Card tone="care">
      <p>{t(over ? "cards.handover" : "cards.cover", { name, other })}</p>
      {text(proposal.organisation) && (
        <p dir="auto" translate={false}>
          {text(proposal.organisation)}
        </p>
      )}
      {why && (
        <p dir="auto" translate={false}>
          {why}
        </p>
      )}
      <p>{t("cards.only-your-yes")}</p>
      <div class="row">
        <Button label={t("cards.look")} onPress={yes} />
        <Button kind="plain" label={t("cards.no")} busy={busy} onPress={() => void run(done)} />
      </div>
    </Card>
  );
}

function ReplyCard({ one, name }: { one: ReceivedView; name: string }) {
  const { about } = replyOf(one.plain!);
  const { busy, run } = useRun();
  const date = useItems().find((item) => item.id === about && item.plain.type === "appointment");
  const open = () => openDate({ kind: "appointment", id: date!.id, plain: appointmentOf(date!.plain), next: null });
  return (
    <Card tone="leaf">
      {date && (
        <h2 dir="auto" translate={false}>
          {appointmentOf(date.plain).title || t("preview.type-appointment")}
        </h2>
      )}
      <Said one={one} name={name} />
      <div class="row">
        {date && <Button label={t("cards.open")} onPress={open} />}
        <Button
          kind="plain"
          label={t("cards.ok")}
          busy={busy}
          onPress={() => void run(() => sharing("answered", one.link, one.id))}
        />
      </div>
    </Card>
  );
}

/** A link that the other side ended, or whose words were not compared yet. */
function LinkCard({ link }: { link: LinkView }) {
  const { busy, run } = useRun();
  const { id, name, organisation } = link;
  if (link.ended === null)
    return (
      <Card tone="care">
        <p>{t("cards.words-wait", { name })}</p>
        <div>
          <Button label={t("connect.words")} onPress={() => openScreen(<FourWords link={id} name={name} />)} />
        </div>
      </Card>
    );
  return (
    <Card tone="care">
      <p>{t(link.ended_by === "organisation" ? "cards.ended-organisation" : "cards.ended", { name, organisation })}</p>
      <p>{t("cards.ended-lost")}</p>
      <p>{t("cards.ended-call", { organisation })}</p>
      {link.contact && (
        <p dir="auto" class="side">
          {link.contact}
        </p>
      )}
      <div>
        <Button
          kind="plain"
          label={t("cards.ok")}
          busy={busy}
          onPress={() => void run(() => sharing("answered", id, id))}
        />
      </div>
    </Card>
  );
}

/** How many are in sight at once: what waits does not crowd out her day. */
const MOST = 3;

const isSuggestion = ({ plain }: ReceivedView): boolean =>
  plain?.type === "suggestion" && suggestionOf(plain).for !== "link";

export function Suggestions() {
  const links = useSharing("links", []);
  const good = useSharing("received", []).filter((one) => !one.answered && !one.damaged && isSuggestion(one));
  const [all, showAll] = useState(false);
  const shown = all ? good : good.slice(0, MOST);
  return (
    <>
      {shown.map((one) => (
        <SuggestionCard
          key={one.owner + one.id}
          one={one}
          name={links.find((link) => link.id === one.link)?.name ?? ""}
        />
      ))}
      {shown.length < good.length && (
        <div>
          <Button
            kind="plain"
            label={t("cards.more", { n: good.length - shown.length })}
            onPress={() => showAll(true)}
          />
        </div>
      )}
    </>
  );
}

export function Cards() {
  const links = useSharing("links", []);
  const received = useSharing("received", []).filter((one) => !one.answered);
  const told = links.filter((link) =>
    link.ended === null ? link.same_words === null && link.account !== null : link.ended_by !== "me" && !link.told,
  );
  const good = received.filter((one) => one.plain && !one.damaged);
  const damaged = received.length - good.length;
  const nameOf = (one: ReceivedView) => links.find((link) => link.id === one.link)?.name ?? "";
  return (
    <>
      {told.map((link) => (
        <LinkCard key={link.id} link={link} />
      ))}
      {good.map((one) => {
        const given = { one, name: nameOf(one) };
        const key = one.owner + one.id;
        if (one.plain!.type === "reply") return <ReplyCard key={key} {...given} />;
        return isSuggestion(one) ? null : <AnotherCard key={key} {...given} />;
      })}
      {damaged > 0 && (
        <Card tone="care">
          <p>{t("cards.damaged")}</p>
        </Card>
      )}
    </>
  );
}
