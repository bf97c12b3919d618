/** Puts `text` on the clipboard; false where the browser or its user does not permit it. */
export async function copied(text: string): Promise<boolean> {
  try {
    // Missing where the page does not come over https or from this machine.
    await (navigator as Partial<Navigator>).clipboard?.writeText(text);
    return 'clipboard' in navigator;
  } catch {
    return false;
  }
}
