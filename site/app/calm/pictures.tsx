/** What stands beside the words of *Breathe*: things, drawn by us. */
import { Drawing } from "../../ui/drawing.tsx";

export type PictureName = keyof typeof pictures;

/** For each picture the paths of its line, then those of its soft fill. */
const pictures = {
  breath: {
    line: "M6 24h30a7 7 0 1 0-7-7M6 34h42a7 7 0 1 1-7 7M6 44h20a6 6 0 1 1-6 6",
    soft: "M32 8a24 24 0 1 1 0 48 24 24 0 0 1 0-48z",
  },
  eye: {
    line: "M4 32c8-13 17-19 28-19s20 6 28 19c-8 13-17 19-28 19S12 45 4 32zM40 32a8 8 0 1 1-16 0 8 8 0 0 1 16 0zM32 29v6",
    soft: "M32 20a12 12 0 1 1 0 24 12 12 0 0 1 0-24z",
  },
  hand: {
    line: "M20 40V18a4 4 0 0 1 8 0v12-19a4 4 0 0 1 8 0v19-16a4 4 0 0 1 8 0v18-11a4 4 0 0 1 8 0v20c0 10-6 16-15 16-7 0-11-3-15-9L11 41a4 4 0 0 1 6-5z",
    soft: "M20 36h32v6c0 9-6 15-15 15-8 0-14-6-17-12z",
  },
  ear: {
    line: "M18 30a16 16 0 1 1 32 0c0 11-9 12-11 19-1 5-4 8-9 8-6 0-9-5-8-10M26 31a8 8 0 1 1 16 0c0 5-4 6-7 9-2 3 1 5-2 8",
    soft: "M18 30a16 16 0 1 1 32 0c0 11-9 12-11 19-1 5-4 8-9 8-5 0-8-4-8-8z",
  },
  flower: {
    line: "M32 34v26M32 52c-8 0-12-4-13-10 8 0 12 4 13 10zM32 56c7 0 11-3 12-8-7 0-11 3-12 8zM32 18c-4-10 8-14 8-4 10-3 9 10 0 9 7 7-4 13-8 5-4 8-15 2-8-5-9 1-10-12 0-9 0-10 12-6 8 4z",
    soft: "M32 10a13 13 0 1 1 0 26 13 13 0 0 1 0-26z",
  },
  cup: {
    line: "M12 26h34v14a14 14 0 0 1-14 14h-6a14 14 0 0 1-14-14zM46 30h4a6 6 0 0 1 0 12h-4M8 58h42M22 19c-4-4 4-6 0-11M34 19c-4-4 4-6 0-11",
    soft: "M12 34h34v6a14 14 0 0 1-14 14h-6a14 14 0 0 1-14-14z",
  },
  feet: {
    line: "M9 50V30l8-2c1 8 5 10 9 12 3 2 4 4 4 10zM35 50V30l8-2c1 8 5 10 9 12 3 2 4 4 4 10zM4 56h56",
    soft: "M9 44h21v6H9zM35 44h21v6H35z",
  },
  press: {
    line: "M16 8v20M10 22l6 6 6-6M48 8v20M42 22l6 6 6-6M8 46v-8l6-1c1 4 3 5 6 6 3 2 4 2 4 3zM40 46v-8l6-1c1 4 3 5 6 6 3 2 4 2 4 3zM4 52h56M10 58h4M24 58h4M38 58h4M52 58h4",
    soft: "M4 52h56v8H4z",
  },
  chair: {
    line: "M18 6v32h28M18 12h-4v46M46 38v20M18 38v4M14 46h32M18 20h4v14",
    soft: "M18 8h6v28h22v6H18z",
  },
  toes: {
    line: "M22 58c-6 0-9-5-8-12l3-18c1-6 6-9 12-9s12 3 14 9c3 8 1 13-4 18-4 5-8 12-17 12zM17 17a3 3 0 1 1 0-6 3 3 0 0 1 0 6zM27 14a4 4 0 1 1 0-8 4 4 0 0 1 0 8zM37 15a4 4 0 1 1 0-8 4 4 0 0 1 0 8zM46 21a4 4 0 1 1 0-8 4 4 0 0 1 0 8zM52 31a3 3 0 1 1 0-6 3 3 0 0 1 0 6z",
    soft: "M22 58c-6 0-9-5-8-12l3-18c1-6 6-9 12-9s12 3 14 9c3 8 1 13-4 18-4 5-8 12-17 12z",
  },
  tap: {
    line: "M8 22h26a12 12 0 0 1 12 12v4H36v-4a3 3 0 0 0-3-3H8zM22 22v-8M14 14h16M41 44v4M41 54v4",
    soft: "M35 42h12l3 18H32z",
  },
  glass: {
    line: "M16 8h32l-4 48H20zM18 28c6-4 10 4 14 0s9 3 14 0M26 40v3M36 36v3M34 48v2",
    soft: "M18 29h28l-2 27H20z",
  },
  key: {
    line: "M30 32a12 12 0 1 1-24 0 12 12 0 0 1 24 0zM30 32h28M50 32v9M42 32v7M18 30v4",
    soft: "M18 20a12 12 0 1 1 0 24 12 12 0 0 1 0-24z",
  },
  day: {
    line: "M10 14h44v42H10zM10 26h44M22 8v10M42 8v10M20 36h6M34 36h6M20 46h6",
    soft: "M10 14h44v12H10zM32 42h12v8H32z",
  },
  clock: {
    line: "M32 8a24 24 0 1 1 0 48 24 24 0 0 1 0-48zM32 18v14l9 6",
    soft: "M32 8a24 24 0 1 1 0 48 24 24 0 0 1 0-48z",
  },
  house: {
    line: "M8 32 32 10l24 22M14 28v28h36V28M26 56V40h12v16M40 16v-6h6v11",
    soft: "M14 30 32 13l18 17v26H14z",
  },
  window: {
    line: "M14 8h36v42H14zM32 8v42M14 28h36M8 50h48v6H8z",
    soft: "M14 8h36v42H14z",
  },
} as const;

/** One drawing. Its size is set by where it stands. */
export function Picture({ name }: { name: PictureName }) {
  return <Drawing {...pictures[name]} />;
}
