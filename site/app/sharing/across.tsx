/** What the desk arranged or moved about a date, and her four fixed answers. */
import { newReply, replyOf, HER_ANSWERS } from "../../core/sharing/messages.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { showToast } from "../../ui/toast.tsx";
import { dayInWords } from "../account/when.ts";
import { today } from "../daybook/hers.ts";
import { useRun } from "../more/run.ts";
import { useItems } from "../state.ts";
import { TroubleLine } from "../trouble-line.tsx";
import { t } from "../words.ts";
import { sharing, useSharing, type ReceivedView } from "./known.ts";
import { dayOf, useShared } from "./who.tsx";
import "./words.ts";

/** What the desk says about a record, newest first. */
export function useSaid(id: string): ReceivedView[] {
  return useSharing("received", []).filter(({ plain }) => plain?.type === "reply" && replyOf(plain).about === id);
}

/** One answer of the desk's, in words. */
export function Said({ one, name }: { one: ReceivedView; name: string }) {
  const { answer, text } = replyOf(one.plain!);
  return (
    <>
      <p>{t(`reply.from-${answer === "moved" || answer === "arranged" ? answer : "other"}`, { name })}</p>
      {text && (
        <p dir="auto" translate={false}>
          {text}
        </p>
      )}
      {one.damaged && <p class="second">{t("cards.damaged")}</p>}
      <p class="second">{dayInWords(dayOf(one.at))}</p>
    </>
  );
}

export const AcrossDate = ({ id, part }: { id: string; part: "said" | "answers" }) =>
  part === "said" ? <DeskSaid id={id} /> : <Answers id={id} />;

function DeskSaid({ id }: { id: string }) {
  const links = useSharing("links", []);
  return (
    <>
      {useSaid(id).map((one) => (
        <Card tone="leaf" key={one.id}>
          <Said one={one} name={links.find((link) => link.id === one.link)?.name ?? ""} />
        </Card>
      ))}
    </>
  );
}

function Answers({ id }: { id: string }) {
  const shared = useShared(id);
  const mine = useItems().filter(({ plain }) => plain.type === "reply" && replyOf(plain).about === id);
  const { busy, wrong, run } = useRun();
  const names = [...new Set(shared.map((line) => line.name))].join(", ");
  const send = (answer: (typeof HER_ANSWERS)[number]) => () =>
    void run(async () => {
      const ways = [...new Set(shared.map((line) => line.link))];
      for (const link of ways) await sharing("send", link, newReply(today(), { about: id, answer }));
    }).then((done) => done && showToast(t("reply.sent")));
  const last = mine.at(-1)?.plain;
  if (shared.length === 0) return null;
  return (
    <section class="stack tight">
      <h2>{t("reply.tell", { names })}</h2>
      <TroubleLine text={wrong} />
      <div class="row">
        {HER_ANSWERS.map((answer) => (
          <Button key={answer} label={t(`reply.${answer}`)} busy={busy} onPress={send(answer)} />
        ))}
      </div>
      <p class="second">{last ? t("reply.last", { text: t(`reply.${replyOf(last).answer}`) }) : t("reply.says")}</p>
    </section>
  );
}
