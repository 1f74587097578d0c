/** On a date: what came across a link about it, and her answers. A part of its own, loaded while she is linked. */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { later } from "../later.ts";
import { useStatus } from "../state.ts";

interface AcrossProps {
  id: string;
  /** What the desk said, or what she may answer. */
  part: "said" | "answers";
}

export function Across({ id, part }: AcrossProps) {
  const [Part, setPart] = useState<ComponentType<AcrossProps> | null>(null);
  const wanted = useStatus().links > 0;
  useEffect(() => {
    if (!wanted) return;
    void later(
      () => import("./across.tsx"),
      (loaded) => setPart(() => loaded.AcrossDate),
    );
  }, [wanted]);
  return wanted && Part ? <Part id={id} part={part} /> : null;
}
