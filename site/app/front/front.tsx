/** The ordinary page: the date, an everyday list that works, and small neutral ways on. */
import { KeyRound, ListX, LockKeyhole, NotebookText, Phone, Plus, Smartphone, Trash2, Wind } from "lucide";
import { useEffect, useState } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { Check, Field } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { useStore } from "../../ui/store.ts";
import { showToast } from "../../ui/toast.tsx";
import { act } from "../acts.ts";
import { goInside, openScreen } from "../router.ts";
import { known, readItems, status, useStatus, whenKnown } from "../state.ts";
import { locale, t } from "../words.ts";
import { addEntry, list, takeAway, tickEntry, type Entry } from "./list.ts";
import { Languages } from "./languages.tsx";
import { Unlock } from "./unlock.tsx";
import "./ways.tsx";

function dateInWords(): string {
  return new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" }).format(new Date());
}

let lastDay = "\u00a0";

/** The day in words, in the frame after the first: a slow phone takes long to learn how its language writes days. */
function Day() {
  const [day, setDay] = useState(lastDay);
  useEffect(() => setDay((lastDay = dateInWords())), []);
  return <h1 tabIndex={-1}>{day}</h1>;
}

function EverydayList() {
  const entries = useStore(list);
  const [text, setText] = useState("");
  const add = () => {
    addEntry(text);
    setText("");
  };
  const remove = (which: (entry: Entry) => boolean) => {
    const run = takeAway(which);
    showToast(t("front.removed"), { label: t("front.undo"), run });
  };
  return (
    <>
      {entries.length > 0 && (
        <ul class="list">
          {entries.map((entry) => (
            <li class="list-entry" key={entry.id}>
              <Check
                label={entry.text}
                checked={entry.done}
                done={entry.done}
                onChange={(done) => tickEntry(entry.id, done)}
              />
              <button
                type="button"
                class="button plain"
                aria-label={t("front.remove-entry", { text: entry.text })}
                onClick={() => remove((one) => one.id === entry.id)}
              >
                <Icon of={Trash2} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div class="add">
        <Field label={t("front.add-label")} value={text} onValue={setText} maxLength={200} sentence onEnter={add} />
        <Button label={t("front.add")} icon={Plus} onPress={add} />
      </div>
      {entries.some((entry) => entry.done) && (
        <div>
          <Button label={t("front.clear")} icon={ListX} onPress={() => remove((one) => one.done)} />
        </div>
      )}
    </>
  );
}

export function Front() {
  const locked = useStatus().phase !== "looking";
  const isKnown = useStore(known);
  // A press may come before it is known what lies on this phone.
  const open = async () => {
    await whenKnown();
    if (status.get().phase === "looking") {
      goInside();
      void readItems();
    } else openScreen(<Unlock />);
  };
  return (
    <main class="scroll">
      <div class="page stack front">
        <Day />
        <EverydayList />
        <nav class="ways" aria-label={t("front.ways")}>
          <Button
            kind="plain"
            label={t("front.open")}
            icon={locked ? LockKeyhole : NotebookText}
            onPress={() => void open()}
          />
          {isKnown && !locked && (
            <>
              <Button kind="plain" label={t("front.keep")} icon={Smartphone} onPress={() => act("keep")} />
              <Button kind="plain" label={t("front.have-one")} icon={KeyRound} onPress={() => act("open-words")} />
            </>
          )}
          <Button kind="plain" label={t("front.breathe")} icon={Wind} onPress={() => act("breathe")} />
          <Button kind="plain" label={t("front.numbers")} icon={Phone} onPress={() => act("numbers")} />
        </nav>
        {isKnown && !locked && <Languages />}
      </div>
    </main>
  );
}
