/** *End well*: what stays, what goes, a file made together first; then the link ends on both sides at once. */
import { Download } from "lucide";
import { useState } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { Check } from "../../ui/field.tsx";
import { saveFile } from "../../ui/save-file.ts";
import { endLink } from "../acts.ts";
import { paperDay, dayOf } from "../days.ts";
import { useHeld } from "../held.ts";
import type { Person } from "../model/people.ts";
import { notesAbout } from "../../core/desk/notes.ts";
import { readable } from "../model/readable.ts";
import { useRun, Trouble } from "../run.tsx";
import { getKeeper, goTo, useItems } from "../state.ts";
import { t } from "../words.ts";

const asText = (words: string): Blob => new Blob([words], { type: "text/plain;charset=utf-8" });

export function Ending({ person }: { person: Person }) {
  const [open, setOpen] = useState(false);
  const [sure, setSure] = useState(false);
  const { busy, wrong, run } = useRun();
  const box = useHeld<HTMLElement>(open);
  const notes = notesAbout(useItems(), person.account);
  if (person.state === "ended")
    return (
      <section class="stack">
        <p>{t("ending.ended", { day: paperDay(dayOf(person.ended ?? 0)) })}</p>
        <Trouble text={wrong} />
        <div>
          <Button
            kind="care"
            label={t("ending.remove")}
            busy={busy}
            onPress={() =>
              void run(async () => {
                for (const note of notes) await getKeeper().remove(note.id);
                await getKeeper().remove(person.record);
                goTo("people");
              })
            }
          />
        </div>
      </section>
    );
  if (!open)
    return (
      <section class="no-print" ref={box}>
        <Button kind="plain" label={t("ending.open")} onPress={() => setOpen(true)} />
      </section>
    );
  return (
    <section class="card care no-print" ref={box}>
      <h3 tabIndex={-1}>{t("ending.title")}</h3>
      <p>{t("ending.together")}</p>
      <ul class="says">
        <li>{t("ending.goes")}</li>
        <li>{t("ending.stays-hers")}</li>
        <li>{t("ending.stays-yours")}</li>
        <li>{t("ending.paper")}</li>
      </ul>
      <Trouble text={wrong} />
      <p class="second">{t("ending.file-says")}</p>
      <div>
        <Button
          icon={Download}
          label={t("ending.file")}
          onPress={() => saveFile("notes.txt", asText(readable(person, t)))}
        />
      </div>
      <Check label={t("ending.sure")} checked={sure} onChange={setSure} />
      <div class="row">
        <Button
          kind="care"
          label={t("ending.end")}
          busy={busy || !sure}
          onPress={() => void run(() => endLink(person.record))}
        />
        <Button kind="plain" label={t("cancel")} onPress={() => setOpen(false)} />
      </div>
    </section>
  );
}
