/** Connecting with somebody: their code, who they are and what they must report, then the same four words. */
import { Camera } from "lucide";
import { useEffect, useState } from "preact/hooks";
import { Failure } from "../../core/failure.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Chips, Field } from "../../ui/field.tsx";
import { showToast } from "../../ui/toast.tsx";
import { later } from "../later.ts";
import { useRun } from "../more/run.ts";
import { back, openScreen, replaceScreen } from "../router.ts";
import { Screen } from "../screen.tsx";
import { TroubleLine } from "../trouble-line.tsx";
import { troubleText } from "../trouble.ts";
import { t } from "../words.ts";
import { sharing, type Invitation } from "./known.ts";
import "./words.ts";

const scan = (onCode: (code: string) => void) =>
  void later(
    () => import("../keep/scan.tsx"),
    ({ Scan }) => openScreen(<Scan onCode={onCode} />),
  );

/** A code that is none is told apart from what else may go wrong. */
const sentence = (error: unknown): string =>
  error instanceof Failure && error.trouble === "wrong" ? t("connect.no-code") : troubleText(error);

/** `onGood`: what comes after the words were the same. */
export function Connect({ given = "", onGood }: { given?: string; onGood?: (link: string) => void }) {
  const [code, setCode] = useState(given);
  const { busy, wrong, setWrong, run } = useRun(sentence);
  const look = (typed: string) =>
    void run(async () => {
      const looked = await sharing("look", typed);
      if (!looked.ok) return setWrong(t(`connect.${looked.why}`));
      replaceScreen(<Who code={typed} invitation={looked.invitation} onGood={onGood} />);
    });
  useEffect(() => {
    if (given) look(given);
  }, []);
  const scanned = (text: string) => {
    setCode(text);
    look(text);
  };
  return (
    <Screen title={t("connect.title")} action={{ label: t("connect.look"), busy, onPress: () => look(code) }}>
      <p>{t("connect.says")}</p>
      <p>{t("sharing.no-condition")}</p>
      <TroubleLine text={wrong} />
      {"mediaDevices" in navigator && (
        <div>
          <Button label={t("connect.scan")} icon={Camera} onPress={() => scan(scanned)} />
        </div>
      )}
      <Field
        label={t("connect.code")}
        hint={t("connect.code-hint")}
        value={code}
        maxLength={80}
        onValue={setCode}
        onEnter={() => look(code)}
      />
    </Screen>
  );
}

interface WhoProps {
  code: string;
  invitation: Invitation;
  onGood: ((link: string) => void) | undefined;
}

/** Before anything is agreed: who it is, what they must report, and whether she knows them from elsewhere. */
function Who({ code, invitation, onGood }: WhoProps) {
  const [knows, setKnows] = useState("");
  const { busy, wrong, run } = useRun(sentence);
  const { name, duties, listed } = invitation;
  const organisation = invitation.organisation || listed;
  const yes = () =>
    void run(async () => {
      const link = await sharing("accept", code);
      replaceScreen(<FourWords link={link} name={name} onGood={onGood} />);
    });
  return (
    <Screen
      title={t("connect.who")}
      action={knows !== "" ? { label: t("connect.yes", { name }), busy, onPress: yes } : undefined}
    >
      <Card tone="leaf">
        <h2 dir="auto" translate={false}>
          {name}
        </h2>
        <p dir="auto" translate={false}>
          {organisation}
        </p>
        {listed !== "" && listed !== organisation && <p>{t("connect.listed", { listed })}</p>}
      </Card>
      <section class="stack tight">
        <h2>{t("connect.duties")}</h2>
        <p dir="auto" class="side">
          {duties || t("connect.duties-none")}
        </p>
      </section>
      <Chips
        label={t("connect.know")}
        value={knows}
        choices={["no", "yes"].map((value) => ({ value, label: t(`connect.know-${value}`) }))}
        onValue={setKnows}
      />
      {knows === "yes" && (
        <Card tone="care">
          <p>{t("connect.know-says", { organisation })}</p>
        </Card>
      )}
      <TroubleLine text={wrong} />
      <p class="second">{t("connect.not-yet")}</p>
    </Screen>
  );
}

/** The words that both screens show; only her *Same words* makes the link good on this side. */
export function FourWords({ link, name, onGood }: { link: string; name: string; onGood?: WhoProps["onGood"] }) {
  const [words, setWords] = useState<string[]>([]);
  const { busy, wrong, run } = useRun();
  useEffect(() => void run(async () => setWords(await sharing("words", link))), []);
  const answer = (same: boolean) => () =>
    void run(() => sharing("sameWords", link, same)).then((done) => {
      if (!done) return;
      back();
      showToast(t(same ? "connect.good" : "connect.ended", { name }));
      if (same) onGood?.(link);
    });
  return (
    <Screen title={t("connect.words")} action={{ label: t("connect.same"), busy, onPress: answer(true) }}>
      <TroubleLine text={wrong} />
      <p>{t("connect.words-says", { name })}</p>
      <ol class="words" translate={false} lang="en">
        {words.map((word, n) => (
          <li key={n}>{word}</li>
        ))}
      </ol>
      <p>{t("connect.words-why")}</p>
      <div>
        <Button kind="care" label={t("connect.not-same")} busy={busy} onPress={answer(false)} />
      </div>
    </Screen>
  );
}
