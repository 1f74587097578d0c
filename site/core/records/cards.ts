/** Cards to show to somebody: a text of hers in a language that they read. */
import { head, make, text, type Given, type Plain } from "./plain.ts";

export interface ShowCard extends Plain {
  type: "card";
  text: string;
  /** The language of the text (BCP 47); "" where it is not known. */
  language: string;
}

const cardDefaults = () => ({ text: "", language: "" });

/** A card made on the local day `today`. */
export function newCard(today: string, given: Given<ShowCard> = {}): ShowCard {
  return make("card", today, cardDefaults(), given);
}

/** The card to show. */
export function cardOf(plain: Plain): ShowCard {
  return { ...head(plain), type: "card", text: text(plain.text), language: text(plain.language) };
}
