/** What failed with a copy, told better than the general texts do. */
import { troubleOf, troubleText } from "../trouble.ts";
import { t } from "../words.ts";

export function copyTrouble(error: unknown): string {
  switch (troubleOf(error)) {
    case "wrong":
      return t("export.not-code");
    case "damaged":
      return t("export.damaged");
    case "full":
      return t("export.full");
    default:
      return troubleText(error);
  }
}
