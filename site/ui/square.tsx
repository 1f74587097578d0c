/** A text as a square to scan. The encoder is loaded when a square is first drawn. */
import { useEffect, useState } from "preact/hooks";

export function Square({ text, name }: { text: string; name: string }) {
  const [drawn, setDrawn] = useState<{ size: number; path: string } | null>(null);
  useEffect(() => {
    void import("uqr").then(({ encode }) => {
      const { data, size } = encode(text, { border: 2 });
      const path = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : []))).join("");
      setDrawn({ size, path });
    });
  }, [text]);
  if (!drawn) return null;
  return (
    <svg
      class="square"
      viewBox={`0 0 ${drawn.size} ${drawn.size}`}
      role="img"
      aria-label={name}
      shape-rendering="crispEdges"
    >
      <path d={drawn.path} fill="#000" />
    </svg>
  );
}
