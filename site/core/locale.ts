/**
 * The locale (BCP 47) in which dates and numbers of a language are written. Arabic with the digits 0 to 9: those stand
 * on the clocks, letters and tickets of most places where it is read, and on the keys on which a PIN is typed.
 */
export function localeOf(language: string): string {
  return { en: "en-GB", ar: "ar-u-nu-latn" }[language] ?? language;
}
