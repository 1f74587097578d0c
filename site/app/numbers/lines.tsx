/** The lines for her in one country: who answers, when, in which languages. What is not known is said. */
import lines from "virtual:lines";
import { Card } from "../../ui/card.tsx";
import type { Line } from "../../vite/numbers.ts";
import { language, t, wants } from "../words.ts";
import { Call, Text } from "./call.tsx";
import { lookedUnder } from "./country.ts";
import { useCountry } from "./emergency.tsx";

wants("lines");

/** What is said of many lines in the same words, in the language of the app. */
const SAID: Record<string, string> = { "Day and night": "lines.always", Free: "lines.free" };

/** Of a line, as its own page says it: in English. */
function Said({ text }: { text: string }) {
  const known = SAID[text];
  return known ? (
    <>{t(known)}</>
  ) : (
    <span lang="en" dir="ltr">
      {text}
    </span>
  );
}

function LineCard({ line }: { line: Line }) {
  const facts = [
    ["who", t(`lines.who-${line.who}`)],
    ["hours", line.hours],
    ["languages", line.languages],
    ["cost", line.cost],
  ] as const;
  return (
    <Card>
      <h3 lang="en" dir="auto">
        {line.name}
      </h3>
      <p lang="en" dir="auto">
        {line.helps}
      </p>
      <Call
        phone={line.phone}
        says={[t("lines.beside"), line.called === null && t("lines.not-called")].filter(Boolean).join(" ")}
      />
      {line.text && <Text {...line.text} />}
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{t(`lines.${name}`)}</dt>
            <dd>{name === "who" || !value ? (value ?? t("lines.unknown")) : <Said text={value} />}</dd>
          </div>
        ))}
      </dl>
      {line.note && (
        <p lang="en" dir="auto">
          {line.note}
        </p>
      )}
      {!line.official && <p class="second">{t("lines.not-official")}</p>}
    </Card>
  );
}

export function Lines() {
  const found = lookedUnder(useCountry()).flatMap((code) => lines[code] ?? []);
  return (
    <section class="stack">
      <h2>{t("lines.title")}</h2>
      <p>{t(found.length > 0 ? "lines.says" : "lines.none")}</p>
      {found.length > 0 && language !== "en" && <p class="second">{t("lines.english")}</p>}
      {found.map((line) => (
        <LineCard key={line.name} line={line} />
      ))}
    </section>
  );
}
