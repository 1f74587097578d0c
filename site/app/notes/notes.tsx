/** Her free notes: the last one written first, found again by any word in them. The search never leaves the phone. */
import { NotebookPen, Plus } from "lucide";
import { useState } from "preact/hooks";
import { noteOf, type Note } from "../../core/records.ts";
import { dayWords } from "../../core/when.ts";
import { EmptyState } from "../../ui/card.tsx";
import { Field } from "../../ui/field.tsx";
import { List, ListRow } from "../../ui/list.tsx";
import { today, useType, type Hers } from "../daybook/hers.ts";
import { openScreen } from "../router.ts";
import { Screen } from "../screen.tsx";
import { language, t } from "../words.ts";
import { found, latestFirst, nameOf } from "./finding.ts";
import { openNote } from "./note.tsx";

function second({ created, title, text }: Note): string {
  const rest = title ? text.trim().split("\n")[0]! : "";
  const day = dayWords(created, today(), language);
  const begin = rest.length > 60 ? `${rest.slice(0, 60)}…` : rest;
  return begin ? t("notes.second", { day, text: begin }) : day;
}

/** Opens her notes. */
export function openNotes(): void {
  openScreen(<Notes />);
}

function Notes() {
  const [typed, setTyped] = useState("");
  const all: Hers<Note>[] = useType("note", noteOf).filter((note) => note.plain.role === "free");
  const shown = found(latestFirst(all), typed);
  return (
    <Screen
      title={t("notes.title")}
      under={t("who.only-you")}
      action={{ label: t("notes.new"), icon: Plus, onPress: () => openNote(null) }}
    >
      {all.length === 0 && <EmptyState text={t("notes.empty")} />}
      {all.length > 1 && (
        <Field
          label={t("notes.search")}
          hint={t("notes.search-hint")}
          value={typed}
          onValue={setTyped}
          maxLength={100}
        />
      )}
      {/* Read out as she types. */}
      <p class="second" role="status">
        {typed.trim() && t("notes.found", { n: shown.length })}
      </p>
      {shown.length > 0 && (
        <div class="hers" translate={false}>
          <List name={t("notes.title")}>
            {shown.map(({ id, plain }) => (
              <ListRow
                key={id}
                icon={NotebookPen}
                title={nameOf(plain) || t("untitled")}
                second={second(plain)}
                onPress={() => openNote(id)}
              />
            ))}
          </List>
        </div>
      )}
    </Screen>
  );
}
