/** One note of hers. What is typed is kept by itself. */
import { Trash2 } from "lucide";
import { newNote, noteOf } from "../../core/records.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { useStore } from "../../ui/store.ts";
import { Draft } from "../daybook/draft.ts";
import { today } from "../daybook/hers.ts";
import { removeWithUndo } from "../progress/remove.ts";
import { QuestionNotice } from "../questions/notice.tsx";
import { back, openScreen } from "../router.ts";
import { Screen } from "../screen.tsx";
import { t } from "../words.ts";

/** Opens a note; null begins a new one. */
export function openNote(id: string | null): void {
  const draft = new Draft(id, newNote(today(), { role: "free" }));
  openScreen(<NoteScreen draft={draft} fresh={id === null} />, () => draft.close());
}

function NoteScreen({ draft, fresh }: { draft: Draft; fresh: boolean }) {
  const { title, text } = noteOf(useStore(draft.plain));
  const remove = () => {
    const plain = draft.plain.get();
    draft.drop();
    back();
    void removeWithUndo([{ id: draft.id, plain }], t("notes.deleted"));
  };
  return (
    <Screen
      title={t(fresh ? "notes.new" : "notes.one")}
      under={t("who.only-you")}
      action={{ label: t("things.keep"), onPress: back }}
    >
      <QuestionNotice id={draft.id} />
      <Field
        label={t("notes.name")}
        hint={t("notes.name-hint")}
        value={title}
        maxLength={200}
        sentence
        onValue={(value) => draft.edit({ title: value })}
      />
      <Field
        label={t("notes.text")}
        value={text}
        lines={10}
        maxLength={10_000}
        sentence
        autoFocus={fresh}
        onValue={(value) => draft.edit({ text: value })}
      />
      {!fresh && (
        <div>
          <Button kind="plain" label={t("notes.delete")} icon={Trash2} onPress={remove} />
        </div>
      )}
    </Screen>
  );
}
