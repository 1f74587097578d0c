/** The list of people: a filter, and rows that arrows move through. Only the rows in sight are drawn. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Field } from "../../ui/field.tsx";
import { useStore } from "../../ui/store.ts";
import { filtered } from "../model/people.ts";
import { chosen, openPerson } from "../state.ts";
import { usePeople } from "../use-people.ts";
import { t } from "../words.ts";

export function People() {
  const people = usePeople();
  const [typed, setTyped] = useState("");
  const here = useStore(chosen);
  const list = useRef<HTMLUListElement>(null);
  const shown = useMemo(() => filtered(people, typed), [people, typed]);
  const at = shown.findIndex(({ record }) => record === here);
  useEffect(() => {
    list.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }, [here]);
  const move = (event: KeyboardEvent) => {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const buttons = [...(list.current?.querySelectorAll<HTMLElement>("button") ?? [])];
    const from = buttons.indexOf(document.activeElement as HTMLElement);
    buttons[from < 0 ? Math.max(0, at) : Math.min(buttons.length - 1, Math.max(0, from + by))]?.focus();
  };
  return (
    <div class="people" onKeyDown={move}>
      <div id="find">
        <Field
          label={t("people.find")}
          value={typed}
          onValue={setTyped}
          maxLength={60}
          onEnter={() => shown[0] && openPerson(shown[0].record)}
        />
      </div>
      <p class="second" role="status">
        {t("people.count", { n: shown.length })}
      </p>
      <ul class="names" ref={list}>
        {shown.map(({ record, name, state, met }) => (
          <li key={record}>
            <button
              type="button"
              class="name-row"
              aria-current={record === here ? "true" : undefined}
              onClick={() => openPerson(record)}
            >
              <span dir="auto">{name || t("people.no-name")}</span>
              {state !== "open" && <span class="second">{t(`people.${state}`)}</span>}
              {state === "open" && met === null && <span class="second">{t("people.new")}</span>}
            </button>
          </li>
        ))}
      </ul>
      {people.length === 0 && <p class="second">{t("people.none")}</p>}
    </div>
  );
}
