/** A number to press, and what stands beside every number. A press opens the phone's own dialler; it calls nobody. */
import { MessageSquare, Phone } from "lucide";
import { Icon } from "../../ui/icon.tsx";
import { t } from "../words.ts";

const plain = (phone: string) => phone.replace(/[^0-9+]/g, "");

/** A text with a number in it, whose digits keep their order in a text from right to left. */
function WithNumber({ says, phone }: { says: string; phone: string }) {
  const [before, after] = t(says, { phone: "\n" }).split("\n");
  return (
    <span>
      {before}
      <bdi dir="ltr">{phone}</bdi>
      {after}
    </span>
  );
}

/** `says`: what stands beside it, from the texts of the lines. */
export function Call({ phone, says }: { phone: string; says: string }) {
  return (
    <>
      <div>
        <a class="button quiet" href={`tel:${plain(phone)}`}>
          <Icon of={Phone} />
          <WithNumber says="numbers.call" phone={phone} />
        </a>
      </div>
      {says && <p class="second">{says}</p>}
    </>
  );
}

export function Text({ phone, words }: { phone: string; words: string }) {
  return (
    <>
      <div>
        <a class="button quiet" href={`sms:${plain(phone)}`}>
          <Icon of={MessageSquare} />
          <WithNumber says="lines.text" phone={phone} />
        </a>
      </div>
      <p class="second">
        {[words && t("lines.text-words", { words }), t("lines.text-beside")].filter(Boolean).join(" ")}
      </p>
    </>
  );
}
