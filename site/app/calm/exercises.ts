/** Five short things to do, for anyone. From `content`'s own facts on being in the here and now; nothing is promised. */
import type { PictureName } from "./pictures.tsx";

export interface Step {
  picture: PictureName;
  /** How many things to find; drawn as dots, heard as notes. */
  count?: number;
}

export interface Exercise {
  name: "breath" | "senses" | "feet" | "cold" | "place";
  picture: PictureName;
  /** Empty for the breathing one, which goes by the clock. */
  steps: Step[];
}

export const EXERCISES: Exercise[] = [
  { name: "breath", picture: "breath", steps: [] },
  {
    name: "senses",
    picture: "eye",
    steps: [
      { picture: "eye", count: 5 },
      { picture: "hand", count: 4 },
      { picture: "ear", count: 3 },
      { picture: "flower", count: 2 },
      { picture: "cup", count: 1 },
    ],
  },
  {
    name: "feet",
    picture: "feet",
    steps: [{ picture: "feet" }, { picture: "press" }, { picture: "chair" }, { picture: "toes" }],
  },
  {
    name: "cold",
    picture: "glass",
    steps: [{ picture: "glass" }, { picture: "tap" }, { picture: "hand" }, { picture: "key" }],
  },
  {
    name: "place",
    picture: "window",
    steps: [{ picture: "day" }, { picture: "clock" }, { picture: "house" }, { picture: "window" }],
  },
];
