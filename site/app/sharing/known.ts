/** What the screens know of links and shares: asked of the keeper again whenever something of hers changed. */
import { useEffect, useState } from "preact/hooks";
import type { Invitation, LedgerLine, LinkView, Looked, ReceivedView, Sharing } from "../../core/sharing/index.ts";
import { getKeeper, useItems } from "../state.ts";

export type { Invitation, LedgerLine, LinkView, Looked, ReceivedView };

type Answer<Name extends keyof Sharing> = Awaited<ReturnType<Sharing[Name]>>;

/** A method of the keeper's `Sharing`, with its own types. */
export const sharing = <Name extends keyof Sharing>(
  name: Name,
  ...given: Parameters<Sharing[Name]>
): Promise<Answer<Name>> => getKeeper().sharing(name, ...given) as Promise<Answer<Name>>;

/** Asks the server once what it tells of deliveries; what it says comes with the next `useSharing`. */
export const useNewsNow = (): void =>
  useEffect(() => {
    getKeeper()
      .log()
      .catch(() => undefined);
  }, []);

/** The answer of a method, asked again at each change; `first` until it came, and while it cannot be had. */
export function useSharing<Name extends "links" | "shared" | "received" | "ledger">(
  name: Name,
  first: Answer<Name>,
  wanted = true,
): Answer<Name> {
  const items = useItems();
  const [value, setValue] = useState(first);
  useEffect(() => {
    if (!wanted) return;
    let here = true;
    const asked = getKeeper().sharing(name) as Promise<Answer<Name>>;
    asked.then(
      (answer) => here && setValue(answer),
      () => undefined,
    );
    return () => void (here = false);
  }, [items, wanted]);
  return value;
}
