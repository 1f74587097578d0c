/** A long code in groups of four, as it is easiest to copy. */
export const grouped = (code: string): string => code.replace(/.{4}(?=.)/g, "$& ");
