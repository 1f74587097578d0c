/** The code of a sealed file, typed or scanned; two papers count too. */
import { CodeField } from "../account/code-field.tsx";
import { t } from "../words.ts";

export const CopyCode = ({ value, onValue }: { value: string; onValue(code: string): void }) => (
  <CodeField label={t("export.code")} hint={t("export.code-hint")} value={value} onValue={onValue} maxLength={120} />
);
