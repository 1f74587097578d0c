/** Totals for a funder: counted on this laptop, rounded, nothing about anyone's progress. */
import { Printer } from "lucide";
import { useMemo, useState } from "preact/hooks";
import { Button } from "../ui/button.tsx";
import { Select } from "../ui/field.tsx";
import { today } from "./days.ts";
import { before, quarterOf, totalsOf, type Quarter, type Rounded } from "./model/totals.ts";
import { useItems } from "./state.ts";
import { usePeople } from "./use-people.ts";
import { t } from "./words.ts";

const shown = (count: Rounded): string => (count === "fewer" ? t("totals.fewer") : String(count));
const named = ({ year, quarter }: Quarter): string => t("totals.quarter", { year, quarter });

export function Totals() {
  const [people, items] = [usePeople(), useItems()];
  const choices = useMemo(() => {
    const now = quarterOf(today());
    return Array.from({ length: 5 }).reduce<Quarter[]>(
      (all, _, n) => (n === 0 ? [now] : [...all, before(all.at(-1)!)]),
      [],
    );
  }, []);
  const [at, setAt] = useState("0");
  const totals = useMemo(() => totalsOf(people, items, choices[Number(at)]!), [people, items, at]);
  return (
    <div class="page stack">
      <div class="title-row">
        <h2>{t("place.totals")}</h2>
        <span class="no-print">
          <Button icon={Printer} label={t("person.print")} onPress={() => print()} />
        </span>
      </div>
      <Select
        label={t("totals.which")}
        value={at}
        choices={choices.map((one, n) => ({ value: String(n), label: named(one) }))}
        onValue={setAt}
      />
      <table class="plain-table">
        <caption class="aside">{named(choices[Number(at)]!)}</caption>
        <tbody>
          <tr>
            <th scope="row">{t("totals.people")}</th>
            <td>{shown(totals.people)}</td>
          </tr>
          {totals.needs.map(({ kind, count }) => (
            <tr key={kind}>
              <th scope="row">{t("totals.need", { what: t(`need.${kind}`) })}</th>
              <td>{shown(count)}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">{t("totals.appointments")}</th>
            <td>{shown(totals.appointments)}</td>
          </tr>
        </tbody>
      </table>
      <p class="second">{t("totals.says")}</p>
    </div>
  );
}
