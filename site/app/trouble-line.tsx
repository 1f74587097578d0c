/** What went wrong, read out when it appears. */
export function TroubleLine({ text }: { text: string | undefined }) {
  if (!text) return null;
  return (
    <p class="trouble" role="alert">
      {text}
    </p>
  );
}
