/** A plain drawing of a thing, 64 by 64: a line and a soft fill. Always beside words, so hidden from screen readers. */
export function Drawing({ line, soft }: { line: string; soft: string }) {
  return (
    <svg class="picture" viewBox="0 0 64 64" aria-hidden="true" focusable="false">
      <path class="soft" d={soft} />
      <path d={line} />
    </svg>
  );
}
