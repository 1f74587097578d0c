/** What `vite/numbers.ts` makes of `content/helplines.yml`. */
declare module "virtual:emergency" {
  const countries: import("../../vite/numbers.ts").Emergency[];
  export default countries;
}
declare module "virtual:lines" {
  const lines: Record<string, import("../../vite/numbers.ts").BareLine[]>;
  export default lines;
}
