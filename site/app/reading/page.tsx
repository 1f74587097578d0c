/** One public page, read inside the daybook: text nodes only, no address, nothing in the history. */
import { Target } from "lucide";
import type { VNode } from "preact";
import { Button } from "../../ui/button.tsx";
import { withIdeas } from "../goals/templates.ts";
import { back, openScreen } from "../router.ts";
import { Screen } from "../screen.tsx";
import { t } from "../words.ts";
import type { Block, Pack, Page, Part } from "./pack.ts";

/** Opens a page of the pack; nothing happens where it has none of this address. */
export function openPage(pack: Pack, address: string): void {
  const page = pack.pages.find((one) => one.page === address);
  if (page) openScreen(<PageScreen pack={pack} page={page} />);
}

function Words({ parts, pack }: { parts: Part[]; pack: Pack }) {
  return (
    <>
      {parts.map((part, n) =>
        typeof part === "string" || part.to === null ? (
          <span key={n}>{typeof part === "string" ? part : part.t}</span>
        ) : (
          <button key={n} type="button" class="in-text" onClick={() => openPage(pack, part.to!)}>
            {part.t}
          </button>
        ),
      )}
    </>
  );
}

/** The numbers of a country, where its name is a heading. */
function Numbers({ name, pack }: { name: string; pack: Pack }) {
  const country = pack.numbers.find((one) => one.name === name);
  if (!country) return null;
  return (
    <ul class="says stack tight">
      {country.emergency && (
        <li>
          {pack.words.emergency}: {country.emergency}
        </li>
      )}
      {country.lines.map((line) => (
        <li key={line.name}>
          {line.name}
          {line.phone && `: ${line.phone}`}
        </li>
      ))}
      <li class="second">{pack.words.shows}</li>
    </ul>
  );
}

const PLAIN = { h2: "h2", h3: "h3", p: "p", dt: "p", dd: "p" } as const;

/** Blocks that belong together: items of one list stand in one list. */
function grouped(blocks: Block[], pack: Pack): VNode[] {
  const drawn: VNode[] = [];
  for (let n = 0; n < blocks.length; n++) {
    const [kind, ...parts] = blocks[n]!;
    if (kind === "li" || kind === "step") {
      const from = n;
      while (blocks[n + 1]?.[0] === kind) n++;
      const items = blocks.slice(from, n + 1).map(([, ...own], at) => (
        <li key={at}>
          <Words parts={own} pack={pack} />
        </li>
      ));
      drawn.push(
        kind === "step" ? (
          <ol key={from} class="steps">
            {items}
          </ol>
        ) : (
          <ul key={from} class="says stack tight">
            {items}
          </ul>
        ),
      );
      continue;
    }
    const Tag = PLAIN[kind];
    drawn.push(
      <Tag key={n} class={kind === "dt" ? "term" : undefined}>
        <Words parts={parts} pack={pack} />
      </Tag>,
    );
    if (kind === "h3") drawn.push(<Numbers key={`${n}-numbers`} name={parts.map(String).join("")} pack={pack} />);
  }
  return drawn;
}

function PageScreen({ pack, page }: { pack: Pack; page: Page }) {
  const add = () => withIdeas(({ openTemplate }) => openTemplate(page.goal!));
  return (
    <Screen
      title={page.heading}
      action={page.goal === null ? undefined : { label: t("reading.add"), icon: Target, onPress: add }}
    >
      <div class="stack reading" lang={page.language} dir={page.language === "ar" ? "rtl" : "ltr"}>
        {grouped(page.blocks, pack)}
      </div>
      {page.goal !== null && <p class="second">{t("reading.whose-phone")}</p>}
      <p class="second">{pack.words.not_read}</p>
      <p class="second">{pack.words.not_advice}</p>
      <div>
        <Button kind="plain" label={t("reading.all")} onPress={back} />
      </div>
    </Screen>
  );
}
