/** Steps and stages: a list to tick, draw through, put in order and add to. */
import { ArrowDown, ArrowDownUp, ArrowUp, Plus, Trash2 } from "lucide";
import { useState } from "preact/hooks";
import { atEnd, byOrder, moved } from "../../core/order.ts";
import { newId, type Plain } from "../../core/records.ts";
import { dayWords } from "../../core/when.ts";
import { Button } from "../../ui/button.tsx";
import { Check, Field } from "../../ui/field.tsx";
import { useStore } from "../../ui/store.ts";
import { showToast } from "../../ui/toast.tsx";
import { back, openSheet } from "../router.ts";
import { Sheet } from "../screen.tsx";
import { language, t } from "../words.ts";
import type { Draft } from "./draft.ts";
import { today } from "./hers.ts";
import { openOrder } from "./ordering.ts";

export interface Thing {
  id: string;
  text: string;
  /** The day it was ticked, or null. */
  day: string | null;
  dropped: boolean;
  order: string;
}

/** Which list of which record, and what its members and texts are called. */
export interface ThingsOf {
  draft: Draft;
  list: "steps" | "stages";
  day: "done_on" | "reached_on";
  /** The list as it is to be shown. */
  read(plain: Plain): Thing[];
}

type Raw = { id: string; order: string } & Record<string, unknown>;

/** The list as it is stored, so that open questions and unknown members stay in it. */
function raw({ draft, list, read }: ThingsOf): Raw[] {
  const stored = draft.plain.get()[list];
  return Array.isArray(stored) ? (stored as Raw[]) : (read(draft.plain.get()) as unknown as Raw[]);
}

function set(of: ThingsOf, id: string, members: Record<string, unknown>): void {
  of.draft.put({ [of.list]: raw(of).map((one) => (one.id === id ? { ...one, ...members } : one)) });
}

/** Ticks or unticks one, and offers to take it back. */
export function tick(of: ThingsOf, thing: Thing, ticked: boolean): void {
  set(of, thing.id, { [of.day]: ticked ? today() : null });
  if (!ticked) return;
  const undo = { label: t("front.undo"), run: () => set(of, thing.id, { [of.day]: thing.day }) };
  showToast(t(`things.${of.list}-ticked`), undo);
}

function remove(of: ThingsOf, thing: Thing): void {
  const before = raw(of).find((one) => one.id === thing.id);
  of.draft.put({ [of.list]: raw(of).filter((one) => one.id !== thing.id) });
  const run = () => before && of.draft.put({ [of.list]: [...raw(of), before] });
  showToast(t("things.deleted"), { label: t("front.undo"), run });
}

function move(of: ThingsOf, thing: Thing, by: number): void {
  const place = [...raw(of)].sort(byOrder).findIndex((one) => one.id === thing.id);
  of.draft.put({ [of.list]: moved(raw(of), thing.id, place + by) });
}

/** The screen on which the list is put in order. */
function order(of: ThingsOf): void {
  openOrder({
    name: t(`things.${of.list}`),
    useThings: () => of.read(useStore(of.draft.plain)),
    move: (id, to) => {
      const before = new Map(raw(of).map((one) => [one.id, one.order]));
      of.draft.put({ [of.list]: moved(raw(of), id, to) });
      return () =>
        of.draft.put({ [of.list]: raw(of).map((one) => ({ ...one, order: before.get(one.id) ?? one.order })) });
    },
  });
}

/** Adds one at the end. A text of blanks adds nothing. */
export function add(of: ThingsOf, text: string): void {
  if (text.trim() === "") return;
  const thing = { id: newId(), text: text.trim(), [of.day]: null, dropped: false, order: atEnd(raw(of)) };
  of.draft.put({ [of.list]: [...raw(of), thing] });
}

function ThingSheet({ of, id }: { of: ThingsOf; id: string }) {
  const things = of.read(useStore(of.draft.plain));
  const at = things.findIndex((one) => one.id === id);
  const [text, setText] = useState(things[at]?.text ?? "");
  const thing = things[at];
  if (!thing) return <Sheet title={t("things.gone")} />;
  const type = (value: string) => {
    setText(value);
    if (value.trim())
      of.draft.edit({ [of.list]: raw(of).map((one) => (one.id === id ? { ...one, text: value } : one)) });
  };
  const press = (run: () => void) => () => {
    run();
    back();
  };
  return (
    <Sheet title={t(`things.${of.list}-one`)} action={{ label: t("things.keep"), onPress: back }}>
      <Field label={t("things.text")} value={text} lines={2} maxLength={500} sentence onValue={type} />
      <div class="row">
        {at > 0 && <Button label={t("things.up")} icon={ArrowUp} onPress={() => move(of, thing, -1)} />}
        {at < things.length - 1 && (
          <Button label={t("things.down")} icon={ArrowDown} onPress={() => move(of, thing, 1)} />
        )}
      </div>
      <div class="row">
        <Button
          label={t(thing.dropped ? "things.take-up" : "things.drop")}
          onPress={press(() => set(of, id, { dropped: !thing.dropped }))}
        />
        <Button kind="care" label={t("things.delete")} icon={Trash2} onPress={press(() => remove(of, thing))} />
      </div>
    </Sheet>
  );
}

/** The list with its field to add to. */
export function Things({ of }: { of: ThingsOf }) {
  const things = of.read(useStore(of.draft.plain));
  const [typed, setTyped] = useState("");
  const put = () => {
    add(of, typed);
    setTyped("");
  };
  return (
    <section class="stack tight things">
      <h2>{t(`things.${of.list}`)}</h2>
      {things.length > 0 && (
        <ul class="list" aria-label={t(`things.${of.list}`)}>
          {things.map((thing) => (
            <li key={thing.id} class="list-entry" translate={false}>
              <Check
                label={thing.text}
                hint={
                  thing.dropped ? t("things.dropped") : thing.day ? dayWords(thing.day, today(), language) : undefined
                }
                checked={thing.day !== null}
                done={thing.day !== null || thing.dropped}
                onChange={(ticked) => tick(of, thing, ticked)}
              />
              <Button
                kind="plain"
                label={t("things.change")}
                name={t("things.change-name", { text: thing.text })}
                onPress={() => openSheet(<ThingSheet of={of} id={thing.id} />, () => of.draft.flush())}
              />
            </li>
          ))}
        </ul>
      )}
      {things.length > 1 && (
        <div class="flush">
          <Button
            kind="plain"
            label={t("order.change")}
            icon={ArrowDownUp}
            name={t("order.change-name", { name: t(`things.${of.list}`) })}
            onPress={() => order(of)}
          />
        </div>
      )}
      <div class="add">
        <Field
          label={t(`things.${of.list}-add`)}
          value={typed}
          maxLength={500}
          sentence
          onValue={setTyped}
          onEnter={put}
        />
        <Button label={t("front.add")} icon={Plus} name={t(`things.${of.list}-add`)} onPress={put} />
      </div>
    </section>
  );
}
