/** A recovery code on one paper or split over two; it counts only once it was given back right. */
import { Printer } from "lucide";
import { useEffect, useState } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { openScreen } from "../router.ts";
import { Screen } from "../screen.tsx";
import { useKeeper } from "../state.ts";
import { TroubleLine } from "../trouble-line.tsx";
import { t } from "../words.ts";
import "./account-words.ts";
import { useRun } from "../more/run.ts";
import { grouped } from "../../ui/grouped.ts";
import { CodeField } from "./code-field.tsx";
import { Square } from "../../ui/square.tsx";
import { useTried } from "./tried.ts";

export function CodePaper({ papers }: { papers: 1 | 2 }) {
  const keeper = useKeeper();
  const [codes, setCodes] = useState<string[]>([]);
  const { wrong, run } = useRun();
  useEffect(
    () =>
      void run(async () => {
        const code = await keeper.makeRecoveryCode();
        setCodes(papers === 1 ? [code] : await keeper.splitRecoveryCode(code));
      }),
    [],
  );
  const name = (n: number) => (papers === 1 ? t("way.code") : t(`way.paper-${n + 1}`));
  return (
    <Screen
      title={t(papers === 1 ? "way.code" : "way.papers")}
      action={
        codes.length > 0
          ? { label: t("way.give-back"), onPress: () => openScreen(<GiveBack papers={papers} />) }
          : undefined
      }
    >
      <TroubleLine text={wrong} />
      <p class="no-print">{t(papers === 1 ? "way.code-says" : "way.papers-says")}</p>
      {codes.map((code, n) => (
        <section class="card" key={code}>
          <h2>{name(n)}</h2>
          <p class="code">{grouped(code)}</p>
          <Square text={code} name={t("way.square", { name: name(n) })} />
        </section>
      ))}
      {codes.length > 0 && (
        <div class="no-print">
          <Button label={t("way.print")} icon={Printer} onPress={() => print()} />
        </div>
      )}
      <p class="second no-print">{t("way.code-counts")}</p>
    </Screen>
  );
}

function GiveBack({ papers }: { papers: 1 | 2 }) {
  const keeper = useKeeper();
  const [typed, setTyped] = useState(["", ""]);
  const set = (n: number, code: string) => setTyped((before) => before.map((old, m) => (m === n ? code : old)));
  const { busy, wrong, check } = useTried(() => keeper.confirmRecoveryCode(typed.slice(0, papers).join(" ")));
  return (
    <Screen title={t("way.give-back")} action={{ label: t("way.check"), busy, onPress: check }}>
      <TroubleLine text={wrong} />
      <p>{t("way.give-back-says")}</p>
      {Array.from({ length: papers }, (_, n) => {
        const label = papers === 1 ? t("way.code") : t(`way.paper-${n + 1}`);
        return <CodeField key={n} label={label} value={typed[n]!} onValue={(code) => set(n, code)} />;
      })}
    </Screen>
  );
}
