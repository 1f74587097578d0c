/** What can be put in order, and the way to the screen on which it is. */
import { laterInside } from "../later.ts";

export interface Placed {
  id: string;
  text: string;
}

export interface OrderOf {
  /** What is put in order. */
  name: string;
  /** A hook: the things as they stand. */
  useThings(): Placed[];
  /** Puts one at a place (0 is first); gives back what puts all as they were. */
  move(id: string, to: number): () => void;
}

/** Opens *Change the order*: a part of its own, loaded when first wanted. */
export function openOrder(of: OrderOf): void {
  void laterInside(
    () => import("./order.tsx"),
    ({ showOrder }) => showOrder(of),
  );
}
