/** Which country, and its emergency number. Nothing here tells; it stands before the lock. */
import countries from "virtual:emergency";
import { Card } from "../../ui/card.tsx";
import { Select } from "../../ui/field.tsx";
import { useStore } from "../../ui/store.ts";
import "../calm/words.ts";
import { country } from "../front/kept.ts";
import { language, locale, t } from "../words.ts";
import { Call } from "./call.tsx";
import { everyCountry, guessCountry, lookedUnder } from "./country.ts";
import "./numbers.css";

let guessed: string | undefined;

/** The country chosen, else guessed, else "". */
export function useCountry(): string {
  const chosen = useStore(country);
  return chosen || (guessed ??= guessCountry(countries.map((one) => one.code)));
}

let named: [language: string, choices: { value: string; label: string }[]] | undefined;

/** All countries in the language spoken; where the browser names none, those that we know numbers for. */
function choices() {
  if (named?.[0] !== language) {
    const every = everyCountry(locale);
    const known = countries.filter(({ code }) => code !== "EU").map(({ code, name }): [string, string] => [code, name]);
    named = [language, (every.length > 0 ? every : known).map(([value, label]) => ({ value, label }))];
  }
  return named[1];
}

/** The list of countries; what she chooses is kept only where a daybook is kept. */
export function CountryField() {
  const code = useCountry();
  const all = choices();
  const listed = all.some(({ value }) => value === code);
  return (
    <Select
      label={t("numbers.country")}
      value={listed ? code : ""}
      choices={[...(listed ? [] : [{ value: "", label: t("numbers.choose") }]), ...all]}
      onValue={(value) => country.set(value)}
    />
  );
}

/**
 * The emergency number. `telling`: with what to know before calling. Before the lock that would tell a stranger whom the
 * app is for: there stands what any such page says.
 */
export function EmergencyCard({ telling }: { telling: boolean }) {
  const codes = lookedUnder(useCountry());
  const found = codes.map((code) => countries.find((one) => one.code === code && one.phone)).find(Boolean);
  return (
    <Card tone="care">
      <h2>{t("numbers.emergency")}</h2>
      {found?.phone ? (
        <>
          <p class="to-call">
            <bdi dir="ltr">{found.phone}</bdi>
          </p>
          <p>
            {[t("numbers.emergency-who"), telling && t("lines.police"), found.interpreter && t("numbers.interpreter")]
              .filter(Boolean)
              .join(" ")}
          </p>
          <Call phone={found.phone} says={telling ? t("lines.beside") : ""} />
        </>
      ) : (
        <p>{t("numbers.ask")}</p>
      )}
    </Card>
  );
}
