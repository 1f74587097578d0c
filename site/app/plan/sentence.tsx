/** Her own sentence, large, where she wrote one. */
import { Card } from "../../ui/card.tsx";

export function Sentence({ of }: { of: string | undefined }) {
  if (!of) return null;
  return (
    <Card tone="leaf">
      <p class="side" dir="auto" translate={false}>
        {of}
      </p>
    </Card>
  );
}
