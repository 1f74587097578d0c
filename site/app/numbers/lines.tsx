/** The lines for her in one country: who answers, when, in which languages. What is not known is said. */
import lines from "virtual:lines";
import { Card } from "../../ui/card.tsx";
import type { BareLine } from "../../vite/numbers.ts";
import { t, wants } from "../words.ts";
import { Call, Text } from "./call.tsx";
import { lookedUnder } from "./country.ts";
import { useCountry } from "./emergency.tsx";

wants("lines");

function LineCard({ line }: { line: BareLine }) {
  /** What is said of it, in her language; undefined where nothing is known. */
  const said = (field: BareLine["said"][number]) =>
    line.said.includes(field) ? t(`line.${line.id}.${field}`) : undefined;
  const facts = [
    ["who", t(`lines.who-${line.who}`)],
    ["hours", said("hours")],
    ["languages", said("languages")],
    ["cost", said("cost")],
  ] as const;
  const note = said("note");
  return (
    <Card>
      <h3 lang="en" dir="auto">
        {line.name}
      </h3>
      <p>{said("helps")}</p>
      <Call
        phone={line.phone}
        says={[t("lines.beside"), line.called === null && t("lines.not-called")].filter(Boolean).join(" ")}
      />
      {line.text && <Text {...line.text} />}
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{t(`lines.${name}`)}</dt>
            <dd>{value ?? t("lines.unknown")}</dd>
          </div>
        ))}
      </dl>
      {note && <p>{note}</p>}
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
      {found.map((line) => (
        <LineCard key={line.name} line={line} />
      ))}
    </section>
  );
}
