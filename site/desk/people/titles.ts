/** What a shared record is called in a list. */
import { text, type Plain } from "../../core/records/plain.ts";
import { t } from "../words.ts";

export function titleOf(plain: Plain): string {
  const own = plain.type === "reply" ? t(`answer.${text(plain.answer)}`) : text(plain.title) || text(plain.name);
  const kind = t(`kind.${plain.type}`);
  return own ? `${kind}: ${own}` : kind;
}
