/** How to reach her safely, and the name she chose: records of hers, shared like any other. */
import { useState } from "preact/hooks";
import { contactOf, newContact, newProfile, profileOf } from "../../core/sharing/messages.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { useStore } from "../../ui/store.ts";
import { dayInWords } from "../account/when.ts";
import { Draft } from "../daybook/draft.ts";
import { today } from "../daybook/hers.ts";
import { useEffect } from "preact/hooks";
import { Screen } from "../screen.tsx";
import { items } from "../state.ts";
import { t } from "../words.ts";
import { SeesToo, ShareButton, useWho } from "./who.tsx";
import "./words.ts";

const FIELDS = ["how", "when", "others", "what_to_say", "check_phrase"] as const;
const LABELS = { how: "how", when: "when", others: "others", what_to_say: "say", check_phrase: "check" };

/** The one record of a type, or a new one; kept as she types. */
function useOnly(type: "contact" | "profile"): Draft {
  const [draft] = useState(() => {
    const found = items.get().find((item) => item.plain.type === type && !item.newer);
    return new Draft(found?.id ?? null, type === "contact" ? newContact(today()) : newProfile(today()));
  });
  useEffect(() => () => draft.close(), []);
  return draft;
}

export function ContactScreen() {
  const draft = useOnly("contact");
  const contact = contactOf(useStore(draft.plain));
  const { last_confirmed: day } = contact;
  return (
    <Screen title={t("contact.title")} under={useWho(draft.id)}>
      <p>{t("contact.says")}</p>
      {FIELDS.map((name) => (
        <Field
          key={name}
          label={t(`contact.${LABELS[name]}`)}
          hint={t(`contact.${LABELS[name]}-hint`)}
          value={contact[name]}
          lines={2}
          maxLength={500}
          sentence
          onValue={(value) => draft.edit({ [name]: value })}
        />
      ))}
      <SeesToo id={draft.id} />
      <div class="row">
        <Button label={t("contact.right")} onPress={() => draft.put({ last_confirmed: today() })} />
        <ShareButton id={draft.id} flush={() => draft.flush()} />
      </div>
      {day && <p class="second">{`${t("contact.right-on")}: ${dayInWords(day)}`}</p>}
    </Screen>
  );
}

export function NameScreen() {
  const draft = useOnly("profile");
  const { name } = profileOf(useStore(draft.plain));
  return (
    <Screen title={t("contact.name")} under={useWho(draft.id)}>
      <p>{t("contact.name-says")}</p>
      <Field
        label={t("contact.name")}
        value={name}
        maxLength={60}
        sentence
        onValue={(value) => draft.edit({ name: value })}
      />
      <SeesToo id={draft.id} />
      <ShareButton id={draft.id} flush={() => draft.flush()} />
    </Screen>
  );
}
