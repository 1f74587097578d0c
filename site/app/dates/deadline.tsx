/** One deadline: what, by which day, how long before she is told. */
import { CircleCheck } from "lucide";
import { deadlineOf, newDeadline, type DeadlineState } from "../../core/records.ts";
import { LEAD_DAYS } from "../../core/tracks.ts";
import { Button } from "../../ui/button.tsx";
import { Field, ManyChips } from "../../ui/field.tsx";
import { useStore } from "../../ui/store.ts";
import { showToast } from "../../ui/toast.tsx";
import { DeleteButton } from "../daybook/delete.tsx";
import { Draft } from "../daybook/draft.ts";
import { today } from "../daybook/hers.ts";
import { QuestionNotice } from "../questions/notice.tsx";
import { back, openScreen } from "../router.ts";
import { Screen } from "../screen.tsx";
import { SeesToo, ShareButton, useWho } from "../sharing/who.tsx";
import { t } from "../words.ts";

/** Opens a deadline; null begins a new one. */
export function openDeadline(id: string | null): void {
  const draft = new Draft(id, newDeadline(today(), { day: "" }));
  openScreen(<DeadlineScreen draft={draft} fresh={id === null} />, () => draft.close());
}

function DeadlineScreen({ draft, fresh }: { draft: Draft; fresh: boolean }) {
  const { title, day, lead_days: leads, state } = deadlineOf(useStore(draft.plain));
  const to = (then: DeadlineState) => {
    draft.put({ state: then });
    showToast(t(`dates.deadline-now-${then}`), { label: t("front.undo"), run: () => draft.put({ state }) });
  };
  const days = [...new Set<number>([...LEAD_DAYS, ...leads])].sort((a, b) => b - a);
  return (
    <Screen
      title={t(fresh ? "dates.new-deadline" : "dates.deadline")}
      under={useWho(draft.id)}
      action={fresh ? { label: t("dates.save"), onPress: back } : undefined}
    >
      <QuestionNotice id={draft.id} />
      <SeesToo id={draft.id} />
      {state !== "open" && <p class="state">{t(`dates.is-${state}`)}</p>}
      <Field
        label={t("dates.deadline-title")}
        value={title}
        lines={2}
        maxLength={200}
        sentence
        autoFocus={fresh}
        onValue={(value) => draft.edit({ title: value })}
      />
      <Field label={t("dates.deadline-day")} type="date" value={day} onValue={(value) => draft.edit({ day: value })} />
      <ManyChips
        label={t("dates.remind")}
        hint={t("dates.deadline-hint")}
        values={leads.map(String)}
        choices={days.map((n) => ({ value: String(n), label: t("lead.day", { n }) }))}
        onValues={(values) => draft.put({ lead_days: values.map(Number) })}
      />
      {!fresh && <ShareButton id={draft.id} flush={() => draft.flush()} />}
      {!fresh && (
        <section class="row end-row">
          {state === "open" ? (
            <>
              <Button label={t("dates.deadline-done")} icon={CircleCheck} onPress={() => to("done")} />
              <Button label={t("dates.deadline-off")} onPress={() => to("off")} />
            </>
          ) : (
            <Button label={t("dates.deadline-open")} onPress={() => to("open")} />
          )}
          <DeleteButton label={t("dates.delete")} drafts={[draft]} />
        </section>
      )}
    </Screen>
  );
}
