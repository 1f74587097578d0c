/** On *Today*: what happened to her account, and what came across a link. Parts of their own, loaded when there is one. */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { later } from "./later.ts";
import { useStatus } from "./state.ts";

interface PartProps {
  load(): Promise<{ Cards: ComponentType }>;
  wanted: boolean;
}

const loaded = new Map<PartProps["load"], ComponentType>();
const account = () => import("./account/cards.tsx");
const sharing = () => import("./sharing/cards.tsx");
const suggested = async () => ({ Cards: (await sharing()).Suggestions });

function Part({ load, wanted }: PartProps) {
  const [, redraw] = useState(0);
  useEffect(() => {
    if (!wanted || loaded.has(load)) return;
    void later(load, ({ Cards }) => {
      loaded.set(load, Cards);
      redraw((n) => n + 1);
    });
  }, [wanted]);
  const Cards = loaded.get(load);
  return wanted && Cards ? <Cards /> : null;
}

/** What somebody suggests: below what is hers already. */
export const Suggested = () => <Part load={suggested} wanted={useStatus().links > 0} />;

export function News() {
  const { notices, damaged, links } = useStatus();
  return (
    <>
      <Part load={account} wanted={notices + damaged > 0} />
      <Part load={sharing} wanted={links > 0} />
    </>
  );
}
