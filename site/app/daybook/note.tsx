/** A private note about a record: a record of its own, so that it never goes with a share of the other. */
import { newNote, noteOf, type NoteRole } from "../../core/records.ts";
import { Field } from "../../ui/field.tsx";
import { useStore } from "../../ui/store.ts";
import { items } from "../state.ts";
import { Draft } from "./draft.ts";
import { today } from "./hers.ts";

/** The note of this role about the record `about`, or a new one. */
export function noteDraft(about: string, role: NoteRole): Draft {
  const found = items.get().find(({ plain, newer }) => {
    return !newer && plain.type === "note" && plain.about === about && plain.role === role;
  });
  return new Draft(found?.id ?? null, newNote(today(), { about, role }));
}

export function NoteField({ draft, label, hint }: { draft: Draft; label: string; hint: string }) {
  const { text } = noteOf(useStore(draft.plain));
  return (
    <Field
      label={label}
      hint={hint}
      value={text}
      lines={3}
      maxLength={4000}
      sentence
      onValue={(text) => draft.edit({ text })}
    />
  );
}
