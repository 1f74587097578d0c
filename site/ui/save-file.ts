/** Files that she takes with her. Their names and kinds tell nothing to whoever sees them among the downloads. */

const ADDRESS_STAYS = 60_000; // milliseconds: the browser reads it after this page has gone on

/** Hands a file to the browser, which puts it among the downloads. */
export function saveFile(name: string, file: Blob): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), ADDRESS_STAYS);
}
