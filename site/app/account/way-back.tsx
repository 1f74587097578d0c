/** A way back if the phone is lost: words to read later, or a code on one paper or on two. */
import { BookOpen, FileText, Files, Replace } from "lucide";
import { useEffect, useState } from "preact/hooks";
import type { Words } from "../../core/keeper.ts";
import { Card } from "../../ui/card.tsx";
import { Field } from "../../ui/field.tsx";
import { List, ListRow } from "../../ui/list.tsx";
import { openScreen } from "../router.ts";
import { Screen } from "../screen.tsx";
import { useKeeper, useStatus } from "../state.ts";
import { TroubleLine } from "../trouble-line.tsx";
import { t } from "../words.ts";
import "./account-words.ts";
import { ChangeWords } from "./change-words.tsx";
import { CodePaper } from "./code-paper.tsx";
import { useRun } from "../more/run.ts";
import { useTried } from "./tried.ts";

export function WayBack() {
  const status = useStatus();
  return (
    <Screen title={t("way.title")}>
      <p>{t("way.says")}</p>
      <Card tone={status.wayBack === "tried" ? "leaf" : "care"}>
        <p>{t(`way.state-${status.wayBack}`)}</p>
      </Card>
      <List name={t("way.title")}>
        <ListRow
          icon={BookOpen}
          title={t("way.words")}
          second={t("way.words-second")}
          onPress={() => openScreen(<ShowWords />)}
        />
        <ListRow
          icon={FileText}
          title={t("way.code")}
          second={t("way.code-second")}
          onPress={() => openScreen(<CodePaper papers={1} />)}
        />
        <ListRow
          icon={Files}
          title={t("way.papers")}
          second={t("way.papers-second")}
          onPress={() => openScreen(<CodePaper papers={2} />)}
        />
      </List>
      <List name={t("change.title")}>
        <ListRow
          icon={Replace}
          title={t("change.title")}
          second={t("change.second")}
          onPress={() => openScreen(<ChangeWords />)}
        />
      </List>
      <p class="second">{t("way.nobody")}</p>
    </Screen>
  );
}

/** Her words, numbered: three that name the daybook, six that open it. */
export function WordLists({ words }: { words: Words }) {
  return (
    <>
      <section class="stack tight">
        <h2>{t("way.handle")}</h2>
        <ol class="words">
          {words.handle.split("-").map((word, n) => (
            <li key={n}>{word}</li>
          ))}
        </ol>
      </section>
      <section class="stack tight">
        <h2>{t("way.passphrase")}</h2>
        <ol class="words">
          {words.passphrase.split(" ").map((word, n) => (
            <li key={n}>{word}</li>
          ))}
        </ol>
      </section>
    </>
  );
}

export function ShowWords() {
  const keeper = useKeeper();
  const [words, setWords] = useState<Words | null>(null);
  const { wrong, run } = useRun();
  useEffect(() => void run(async () => setWords(await keeper.words())), []);
  return (
    <Screen title={t("way.words")} action={{ label: t("way.type-back"), onPress: () => openScreen(<TypeWords />) }}>
      <TroubleLine text={wrong} />
      <p>{t("way.words-says")}</p>
      {words && <WordLists words={words} />}
      <p class="second">{t("way.words-seen")}</p>
    </Screen>
  );
}

function TypeWords() {
  const keeper = useKeeper();
  const [handle, setHandle] = useState("");
  const [passphrase, setPassphrase] = useState("");
  const { busy, wrong, check } = useTried(() => keeper.confirmWords({ handle, passphrase }));
  return (
    <Screen title={t("way.type-back")} action={{ label: t("way.check"), busy, onPress: check }}>
      <TroubleLine text={wrong} />
      <Field label={t("way.handle")} value={handle} onValue={setHandle} maxLength={100} />
      <Field label={t("way.passphrase")} value={passphrase} onValue={setPassphrase} maxLength={200} lines={2} />
    </Screen>
  );
}
