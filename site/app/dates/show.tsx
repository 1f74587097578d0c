/** *Show this*: what somebody else is to read, in their language, in letters as large as the screen. */
import { MapPin, Pencil, Plus } from "lucide";
import { cardOf, newCard, type ShowCard } from "../../core/records.ts";
import ready from "../../locales/show.json";
import { Button } from "../../ui/button.tsx";
import { Chips, Field, Select } from "../../ui/field.tsx";
import { List, ListRow } from "../../ui/list.tsx";
import { useStore } from "../../ui/store.ts";
import { DeleteButton } from "../daybook/delete.tsx";
import { Draft } from "../daybook/draft.ts";
import { settingsNow, today, useType, type Hers } from "../daybook/hers.ts";
import { changeSettings } from "../more/settings.ts";
import { back, openScreen } from "../router.ts";
import { Screen } from "../screen.tsx";
import { getKeeper } from "../state.ts";
import { language, t, wants } from "../words.ts";
import { directionOf, languageName, offeredLanguages } from "./languages.ts";
import "./show.css";
import { Shown } from "./shown.tsx";

wants("show");

type Ready = keyof typeof ready.languages;

const READY = ["interpreter", "read", "write"] as const;

/** Opens what can be shown; `place`, if there is one, stands first. */
export function openShow(place: string): void {
  openScreen(<Show place={place} />);
}

function show(text: string, tag: string): void {
  openScreen(<Shown text={text} language={tag} />);
}

function openCard(id: string | null): void {
  const draft = new Draft(id, newCard(today(), { language: lastLanguage() }));
  openScreen(<Card draft={draft} fresh={id === null} />, () => {
    draft.close();
    const { text } = cardOf(draft.plain.get());
    // A card without a word on it is none.
    if (draft.kept && text.trim() === "") void getKeeper().remove(draft.id);
  });
}

/** The language she showed something in last. */
function lastLanguage(): string {
  const kept = settingsNow()?.plain.card_language;
  return typeof kept === "string" ? kept : language;
}

function Show({ place }: { place: string }) {
  const cards = useType("card", cardOf)
    .filter(({ plain }) => plain.text.trim() !== "")
    .sort((a, b) => (a.plain.created < b.plain.created ? -1 : 1));
  return (
    <Screen
      title={t("show.title")}
      under={t("show.hold")}
      action={{ label: t("show.new"), icon: Plus, onPress: () => openCard(null) }}
    >
      {place && (
        <div translate={false}>
          <List name={t("show.address")}>
            <ListRow icon={MapPin} title={place} second={t("show.address")} onPress={() => show(place, "")} />
          </List>
        </div>
      )}
      <Mine cards={cards} />
      <ReadyCards />
    </Screen>
  );
}

function Mine({ cards }: { cards: Hers<ShowCard>[] }) {
  return (
    <section class="stack tight">
      <h2>{t("show.mine")}</h2>
      {cards.length === 0 && <p class="second">{t("show.mine-none")}</p>}
      {cards.length > 0 && (
        <ul class="list" aria-label={t("show.mine")}>
          {cards.map(({ id, plain }) => (
            <li key={id} class="card-row">
              <button
                type="button"
                class="list-row"
                translate={false}
                lang={plain.language || undefined}
                dir={directionOf(plain.language, plain.text)}
                onClick={() => show(plain.text, plain.language)}
              >
                {plain.text}
              </button>
              <Button
                kind="plain"
                label={t("things.change")}
                icon={Pencil}
                name={t("show.change-name", { text: plain.text })}
                onPress={() => openCard(id)}
              />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function ReadyCards() {
  const last = lastLanguage();
  const tag = (last in ready.languages ? last : language) as Ready;
  const texts = ready.languages[tag];
  // She chooses by what she reads herself.
  const own = ready.languages[language];
  return (
    <section class="stack tight">
      <h2>{t("show.ready")}</h2>
      <Chips
        label={t("show.in")}
        value={tag}
        choices={Object.keys(ready.languages).map((value) => ({ value, label: languageName(value) }))}
        onValue={(card_language) => void changeSettings({ card_language })}
      />
      <List name={t("show.ready")}>
        {READY.map((name) => (
          <ListRow key={name} title={own[name]} onPress={() => show(texts[name], tag)} />
        ))}
      </List>
      {!texts.reviewed && <p class="second">{t("show.unchecked")}</p>}
    </section>
  );
}

function Card({ draft, fresh }: { draft: Draft; fresh: boolean }) {
  const card = cardOf(useStore(draft.plain));
  const tags = offeredLanguages([card.language, lastLanguage()]);
  return (
    <Screen
      title={t(fresh ? "show.new" : "show.one")}
      under={t("who.only-you")}
      action={{ label: t("show.save"), onPress: back }}
    >
      <Field
        label={t("show.text")}
        hint={t("show.text-hint")}
        value={card.text}
        lines={4}
        maxLength={400}
        sentence
        autoFocus={fresh}
        onValue={(text) => draft.edit({ text })}
      />
      <Select
        label={t("show.language")}
        value={card.language}
        choices={[
          { value: "", label: t("show.language-none") },
          ...tags.map((value) => ({ value, label: languageName(value) })),
        ]}
        onValue={(value) => draft.edit({ language: value })}
      />
      <div class="row">
        {card.text.trim() !== "" && <Button label={t("show.see")} onPress={() => show(card.text, card.language)} />}
        {!fresh && <DeleteButton label={t("show.delete")} drafts={[draft]} />}
      </div>
    </Screen>
  );
}
