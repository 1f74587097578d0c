/** *Review together*: large type, for two pairs of eyes or for paper. Only what she shares; no note of the desk. */
import { Printer, X } from "lucide";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { goalOf, milestoneOf } from "../../core/records.ts";
import { Button } from "../../ui/button.tsx";
import { paperDay, timeText } from "../days.ts";
import { comingDates, toldNeeds } from "../model/dates.ts";
import type { Person } from "../model/people.ts";
import { useItems, useNow } from "../state.ts";
import { t } from "../words.ts";

export function Review({ person, onClose }: { person: Person; onClose(): void }) {
  const [now, told] = [useNow(), toldNeeds(useItems())];
  const coming = useMemo(() => comingDates([person], now, 60), [person, now]);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const goals = person.shared
    .filter(({ plain }) => plain.type === "goal")
    .map(({ id, plain }) => ({ id, goal: goalOf(plain) }))
    .filter(({ goal }) => goal.state === "active");
  const milestones = person.shared
    .filter(({ plain }) => plain.type === "milestone")
    .map(({ id, plain }) => ({ id, milestone: milestoneOf(plain) }));
  return (
    <div class="review">
      <div class="title-row no-print">
        <h2 ref={heading} tabIndex={-1}>
          {t("review.title")}
        </h2>
        <div class="row">
          <Button icon={Printer} label={t("person.print")} onPress={() => print()} />
          <Button icon={X} label={t("close")} onPress={onClose} />
        </div>
      </div>
      <div class="columns">
        <section>
          <h3>{t("review.next")}</h3>
          {coming.length === 0 && <p>{t("person.nothing-ahead")}</p>}
          <ul>
            {coming.slice(0, 8).map((one) => (
              <li key={one.record + one.day}>
                <strong>
                  {paperDay(one.day)} {timeText(one.time)}
                </strong>
                <span dir="auto">{one.title || t(`kind.${one.kind}`)}</span>
                {one.place && (
                  <span dir="auto" class="second">
                    {one.place}
                  </span>
                )}
                {one.bring.length > 0 && (
                  <span class="second">{t("person.bring", { what: one.bring.join(", ") })}</span>
                )}
                {one.needs.map((need) => (
                  <span key={need.id} class="second">
                    {t(`need.${need.kind}`)}: {t(`need.${told.has(need.id) ? "arranged" : need.state}`)}{" "}
                    {(need.state === "needed" && told.get(need.id)?.how) || need.how}
                  </span>
                ))}
              </li>
            ))}
          </ul>
        </section>
        <section>
          <h3>{t("review.steps")}</h3>
          {goals.length === 0 && milestones.length === 0 && <p>{t("review.none")}</p>}
          {goals.map(({ id, goal }) => (
            <Ticked
              key={id}
              title={goal.title}
              parts={goal.steps.map((step) => ({ ...step, done: step.done_on !== null }))}
            />
          ))}
          {milestones.map(({ id, milestone }) => (
            <Ticked
              key={id}
              title={milestone.title}
              parts={milestone.stages.map((stage) => ({ ...stage, done: stage.reached_on !== null }))}
            />
          ))}
        </section>
      </div>
    </div>
  );
}

interface TickedProps {
  title: string;
  parts: { id: string; text: string; dropped: boolean; done: boolean }[];
}

/** A goal with its steps, or a milestone with its stages; what was dropped is left out. */
function Ticked({ title, parts }: TickedProps) {
  return (
    <div>
      <h4 dir="auto">{title || t("untitled")}</h4>
      <ul>
        {parts
          .filter(({ dropped }) => !dropped)
          .map(({ id, text, done }) => (
            <li key={id} dir="auto" class={done ? "done" : undefined}>
              <span aria-hidden="true">{done ? "☑" : "☐"}</span> {text}
              {done && <span class="aside">{t("review.done")}</span>}
            </li>
          ))}
      </ul>
    </div>
  );
}
