/** Sharing: with whom she is connected, what they see, how to reach her, and the name she goes by. */
import { FileText, IdCard, MessageCircle, Share2, UserPlus, UserRound } from "lucide";
import { useState } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { Card, EmptyState } from "../../ui/card.tsx";
import { List, ListRow } from "../../ui/list.tsx";
import { showToast } from "../../ui/toast.tsx";
import { goalOf } from "../../core/records.ts";
import { dayInWords } from "../account/when.ts";
import { useType } from "../daybook/hers.ts";
import { areaName, areaOf } from "../goals/areas.ts";
import { useRun } from "../more/run.ts";
import { back, openScreen } from "../router.ts";
import { Screen } from "../screen.tsx";
import { useItems } from "../state.ts";
import { TroubleLine } from "../trouble-line.tsx";
import { t } from "../words.ts";
import { Connect, FourWords } from "./connect.tsx";
import { ContactScreen, NameScreen } from "./contact.tsx";
import { sharing, useSharing, type LinkView } from "./known.ts";
import { LedgerScreen } from "./ledger.tsx";
import { titleOf } from "./preview.tsx";
import { openShare, openShareMany } from "./share.tsx";
import { dayOf } from "./who.tsx";
import "./words.ts";

const stateOf = ({ good, ended, same_words: same, since }: LinkView): string => {
  if (ended !== null) return t("person.ended", { day: dayInWords(dayOf(ended)) });
  if (same === null) return t("person.words-wait");
  return good ? t("person.since", { day: dayInWords(dayOf(since)) }) : "";
};

/** After the words were the same: what that person may see, one thing at a time. */
const connect = () => openScreen(<Connect onGood={(link) => openScreen(<Person id={link} />)} />);

/** What is about her: records of their own, shared like any other. */
function AboutYou() {
  return (
    <>
      <ListRow
        icon={MessageCircle}
        title={t("contact.title")}
        second={t("contact.second")}
        onPress={() => openScreen(<ContactScreen />)}
      />
      <ListRow
        icon={IdCard}
        title={t("contact.name")}
        second={t("contact.name-second")}
        onPress={() => openScreen(<NameScreen />)}
      />
    </>
  );
}

/** With whom she is connected. */
export function People() {
  const links = useSharing("links", []);
  const open = links.filter((link) => link.ended === null);
  const over = links.filter((link) => link.ended !== null);
  const row = (link: LinkView) => (
    <ListRow
      key={link.id}
      icon={UserRound}
      title={`${link.name}, ${link.organisation}`}
      second={stateOf(link)}
      onPress={() => openScreen(<Person id={link.id} />)}
    />
  );
  return (
    <Screen title={t("sharing.title")} action={{ label: t("connect.title"), icon: UserPlus, onPress: connect }}>
      <p>{t("sharing.says")}</p>
      <p>{t("sharing.no-condition")}</p>
      {open.length === 0 ? (
        <EmptyState text={t("sharing.nobody")} />
      ) : (
        <List name={t("sharing.people")}>{open.map(row)}</List>
      )}
      <List name={t("sharing.about-you")}>
        <AboutYou />
        <ListRow
          icon={FileText}
          title={t("ledger.title")}
          second={t("ledger.second")}
          onPress={() => openScreen(<LedgerScreen />)}
        />
      </List>
      {over.length > 0 && (
        <section class="stack tight">
          <h2>{t("sharing.over")}</h2>
          <List name={t("sharing.over")}>{over.map(row)}</List>
        </section>
      )}
    </Screen>
  );
}

/** Opens one person, with a `note` of what may be done there. */
export const openPerson = (id: string, note?: string): void => openScreen(<Person id={id} note={note} />);

/** One person: what they see now, a whole part of life, and the end. */
function Person({ id, note }: { id: string; note?: string | undefined }) {
  const link = useSharing("links", []).find((one) => one.id === id);
  const lines = useSharing("ledger", []).filter((line) => line.link === id && line.live);
  const items = useItems();
  if (!link) return <Screen title={t("sharing.title")} />;
  const title = (record: string) => {
    const plain = items.find((item) => item.id === record)?.plain;
    return plain ? titleOf(plain) : t("ledger.gone");
  };
  return (
    <Screen title={link.name} under={[link.organisation, stateOf(link)].filter(Boolean).join(". ")}>
      {note && (
        <Card tone="care">
          <p>{note}</p>
        </Card>
      )}
      {link.ended === null && link.same_words === null && (
        <Card tone="care">
          <p>{t("person.words-wait-says")}</p>
          <div>
            <Button label={t("connect.words")} onPress={() => openScreen(<FourWords link={id} name={link.name} />)} />
          </div>
        </Card>
      )}
      {link.good && (
        <>
          <section class="stack tight">
            <h2>{t("person.sees")}</h2>
            {lines.length === 0 && <p>{t("person.sees-nothing")}</p>}
            {lines.length > 0 && (
              <List name={t("person.sees")}>
                {lines.map((line) => (
                  <ListRow
                    key={line.id}
                    title={title(line.record)}
                    second={
                      line.until === 0
                        ? t("share.open-now")
                        : t("share.until-day", { day: dayInWords(dayOf(line.until)) })
                    }
                    onPress={() => openShare(line.record)}
                  />
                ))}
              </List>
            )}
          </section>
          <List name={t("sharing.about-you")}>
            <AboutYou />
          </List>
          <Areas link={id} />
        </>
      )}
      {link.ended === null && <End link={link} />}
    </Screen>
  );
}

/** What is in a part of life now, shared together. */
function Areas({ link }: { link: string }) {
  const goals = useType("goal", goalOf);
  const areas = [...new Set(goals.map(areaOf))];
  if (areas.length === 0) return null;
  return (
    <section class="stack tight">
      <h2>{t("person.area")}</h2>
      <p class="second">{t("share.now-only")}</p>
      <List name={t("person.area")}>
        {areas.map((area) => {
          const ids = goals.filter((goal) => areaOf(goal) === area).map((goal) => goal.id);
          return (
            <ListRow
              key={area}
              icon={Share2}
              title={areaName(area)}
              second={t("person.area-holds", { n: ids.length })}
              onPress={() => openShareMany(areaName(area), ids, link)}
            />
          );
        })}
      </List>
    </section>
  );
}

function End({ link }: { link: LinkView }) {
  const [sure, setSure] = useState(false);
  const { busy, wrong, run } = useRun();
  const end = () =>
    void run(() => sharing("end", link.id)).then((done) => {
      if (!done) return;
      back();
      showToast(t("person.end-done", { name: link.name }));
    });
  return (
    <section class="stack tight">
      <h2>{t("person.end")}</h2>
      <p>{t("person.end-says", { name: link.name })}</p>
      <TroubleLine text={wrong} />
      <div class="row">
        {sure ? (
          <>
            <Button kind="care" label={t("person.end-sure")} busy={busy} onPress={end} />
            <Button kind="plain" label={t("front.cancel")} onPress={() => setSure(false)} />
          </>
        ) : (
          <Button label={t("person.end-with", { name: link.name })} onPress={() => setSure(true)} />
        )}
      </div>
    </section>
  );
}
