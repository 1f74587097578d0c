/**
 * Files of texts whose own name would tell, by what they are called in the build: names of files lie in clear on the
 * locked phone.
 */
export const CALLED: Record<string, string> = { sharing: "with" };
