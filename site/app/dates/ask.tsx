/** What to ask: questions she chooses or writes, in a note of hers about the appointment, one a line. */
import { MessageCircleQuestionMark, Plus } from "lucide";
import { useState } from "preact/hooks";
import { ASK, forKind } from "../../core/meetings.ts";
import { noteOf } from "../../core/records.ts";
import { Button } from "../../ui/button.tsx";
import { Check, Field } from "../../ui/field.tsx";
import { useStore } from "../../ui/store.ts";
import type { Draft } from "../daybook/draft.ts";
import { back, openScreen } from "../router.ts";
import { Screen } from "../screen.tsx";
import { t } from "../words.ts";

/** The questions in a note: its lines that say something. */
const linesOf = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

interface AsksProps {
  note: Draft;
  kind: string;
  /** Large, to be read out. */
  soon: boolean;
  /** It has been: what was asked may be read, and nothing is offered. */
  over: boolean;
}

/** The questions on the appointment. */
export function Asks({ note, kind, soon, over }: AsksProps) {
  const lines = linesOf(noteOf(useStore(note.plain)).text);
  if (over && lines.length === 0) return null;
  const choose = () => openScreen(<Ask note={note} kind={kind} />, () => note.flush());
  return (
    <section class="stack tight">
      <h2>{t(soon && lines.length > 0 ? "ask.big" : "ask.title")}</h2>
      {lines.length > 0 && (
        <ul class={soon ? "asks large" : "asks"} translate={false}>
          {lines.map((line) => (
            <li key={line}>
              <span dir="auto">{line}</span>
            </li>
          ))}
        </ul>
      )}
      <p class="second">{t("ask.only-you")}</p>
      {!over && (
        <div>
          <Button
            label={t(lines.length > 0 ? "ask.more" : "ask.choose")}
            icon={MessageCircleQuestionMark}
            onPress={choose}
          />
        </div>
      )}
    </section>
  );
}

function Ask({ note, kind }: { note: Draft; kind: string }) {
  const lines = linesOf(noteOf(useStore(note.plain)).text);
  const [typed, setTyped] = useState("");
  // What she takes out stays in sight while the screen is open, so that it can be taken back.
  const [seen, setSeen] = useState<string[]>([]);
  const usual = forKind(ASK, kind).map((name) => t(`ask.${kindOf(kind)}.${name}`));
  const own = [...new Set([...lines, ...seen])].filter((line) => !usual.includes(line));
  const put = (line: string, on: boolean) => {
    setSeen((before) => [...new Set([...before, line])]);
    const others = lines.filter((one) => one !== line);
    note.put({ text: (on ? [...others, line] : others).join("\n") });
  };
  const add = () => {
    const line = typed.trim();
    if (line) put(line, true);
    setTyped("");
  };
  const rows = (all: string[]) => (
    <ul class="list">
      {all.map((line) => (
        <li key={line} class="list-entry" translate={false}>
          <Check label={line} checked={lines.includes(line)} onChange={(on) => put(line, on)} />
        </li>
      ))}
    </ul>
  );
  return (
    <Screen title={t("ask.title")} under={t("ask.only-you")} action={{ label: t("ask.save"), onPress: back }}>
      <section class="stack tight things">
        <h2>{t("ask.usual")}</h2>
        <p class="second">{t("ask.usual-says")}</p>
        {rows(usual)}
      </section>
      <section class="stack tight things">
        <h2>{t("ask.taken")}</h2>
        {own.length > 0 && rows(own)}
        <div class="add">
          <Field label={t("ask.add")} value={typed} maxLength={300} sentence onValue={setTyped} onEnter={add} />
          <Button label={t("front.add")} icon={Plus} name={t("ask.add")} onPress={add} />
        </div>
      </section>
    </Screen>
  );
}

const kindOf = (kind: string): string => (Object.hasOwn(ASK, kind) ? kind : "other");
