/** The same four words on both screens. Nothing crosses the link before *Same words*. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { DeskLink } from "../../core/desk/desk-keeper.ts";
import { Button } from "../../ui/button.tsx";
import { showToast } from "../../ui/toast.tsx";
import { answerWords } from "../acts.ts";
import { useRun, Trouble } from "../run.tsx";
import { getKeeper, openPerson } from "../state.ts";
import { t } from "../words.ts";

export function FourWords({ of: { id, name } }: { of: DeskLink }) {
  const [words, setWords] = useState<string[]>([]);
  const { busy, wrong, run } = useRun();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
    void run(async () => setWords((await getKeeper().sharing("words", id)) as string[]));
  }, []);
  const answer = (same: boolean) =>
    run(async () => {
      await answerWords(id, same);
      showToast(t(same ? "words.connected" : "words.dropped"));
      if (same) openPerson(id);
    });
  return (
    <section class="card leaf" role="group" aria-label={t("words.title")}>
      <h3 ref={heading} tabIndex={-1}>
        {name ? t("words.for", { name }) : t("words.title")}
      </h3>
      <p>{t("words.says")}</p>
      <ol class="words four">
        {words.map((word, n) => (
          <li key={n}>{word}</li>
        ))}
      </ol>
      <Trouble text={wrong} />
      <div class="row">
        <Button kind="main" label={t("words.same")} busy={busy} onPress={() => void answer(true)} />
        <Button kind="care" label={t("words.other")} busy={busy} onPress={() => void answer(false)} />
      </div>
    </section>
  );
}
