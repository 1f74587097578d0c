/** *How to reach me safely*, first of all; and the question whether it is still right. */
import { useState } from "preact/hooks";
import { contactOf } from "../../core/sharing/messages.ts";
import { Button } from "../../ui/button.tsx";
import { dayText, today } from "../days.ts";
import type { Person } from "../model/people.ts";
import { useRun, Trouble } from "../run.tsx";
import { getKeeper } from "../state.ts";
import { t } from "../words.ts";

const PARTS = ["how", "when", "others", "what_to_say", "check_phrase"] as const;

export function Contact({ person }: { person: Person }) {
  const { busy, wrong, run } = useRun();
  const [wait, setWait] = useState(false);
  const found = person.shared.find(({ plain }) => plain.type === "contact");
  if (!found)
    return (
      <section class="card care">
        <h3>{t("contact.title")}</h3>
        <p>{t("contact.none")}</p>
      </section>
    );
  const contact = contactOf(found.plain);
  return (
    <section class="card leaf">
      <h3>{t("contact.title")}</h3>
      <dl class="facts">
        {PARTS.filter((part) => contact[part] !== "").map((part) => (
          <div key={part}>
            <dt>{t(`contact.${part}`)}</dt>
            <dd dir="auto">{contact[part]}</dd>
          </div>
        ))}
      </dl>
      <p class="second">
        {contact.last_confirmed ? t("contact.confirmed", { day: dayText(contact.last_confirmed) }) : t("contact.never")}
      </p>
      <Trouble text={wrong} />
      <div class="row no-print">
        <strong>{t("contact.still")}</strong>
        {person.asked === today() ? (
          <span>{t("contact.asked")}</span>
        ) : (
          <>
            <Button
              label={t("contact.yes")}
              busy={busy}
              onPress={() => void run(() => getKeeper().noteLink(person.record, { asked: today() }))}
            />
            <Button kind="plain" label={t("contact.no")} onPress={() => setWait(true)} />
          </>
        )}
      </div>
      {wait && <p role="status">{t("contact.change")}</p>}
    </section>
  );
}
