declare module "virtual:schemas" {
  const schema: object;
  export default schema;
}
