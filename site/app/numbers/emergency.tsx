/** Which country, and its emergency number. Nothing here tells; it stands before the lock. */
import countries from "virtual:emergency";
import { Card } from "../../ui/card.tsx";
import { Select } from "../../ui/field.tsx";
import { useStore } from "../../ui/store.ts";
import "../calm/words.ts";
import { country } from "../front/kept.ts";
import { language, locale, t } from "../words.ts";
import { Call } from "./call.tsx";
import { ANOTHER, guessCountry, lookedUnder } from "./country.ts";
import "./numbers.css";

/** What the language calls a country. */
function nameOf({ code, name }: { code: string; name: string }): string {
  try {
    return language === "en" ? name : (new Intl.DisplayNames([locale], { type: "region" }).of(code) ?? name);
  } catch {
    return name;
  }
}

let guessed: string | undefined;

/** The country chosen, else guessed, else "". */
export function useCountry(): string {
  const chosen = useStore(country);
  return chosen || (guessed ??= guessCountry(countries.map((one) => one.code)));
}

/** The list of countries; what she chooses is kept only where a daybook is kept. */
export function CountryField() {
  const names = countries
    .map((one) => ({ ...one, name: nameOf(one) }))
    .sort((a, b) => a.name.localeCompare(b.name, locale));
  const code = useCountry();
  return (
    <Select
      label={t("numbers.country")}
      value={code}
      choices={[
        ...(code ? [] : [{ value: "", label: t("numbers.choose") }]),
        ...names.map((one) => ({ value: one.code, label: one.name })),
        { value: ANOTHER, label: t("numbers.another") },
      ]}
      onValue={(value) => country.set(value)}
    />
  );
}

export function EmergencyCard() {
  const codes = lookedUnder(useCountry());
  const found = codes.map((code) => countries.find((one) => one.code === code && one.phone)).find(Boolean);
  return (
    <Card tone="care">
      <h2>{t("numbers.emergency")}</h2>
      {found?.phone ? (
        <>
          <p class="number">
            <bdi dir="ltr">{found.phone}</bdi>
          </p>
          <p>{[t("numbers.emergency-who"), found.interpreter && t("numbers.interpreter")].filter(Boolean).join(" ")}</p>
          <Call phone={found.phone} called={false} />
        </>
      ) : (
        <p>{t("numbers.ask")}</p>
      )}
    </Card>
  );
}
