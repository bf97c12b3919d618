import { toBase64 } from './bytes';

/**
 * A larger picture than this, in bytes, does not fit into a command: systems take 128 KB for
 * one argument, and base64 needs four bytes for three.
 */
const MOST_INLINE = 90_000;

/**
 * The command that sends `picture` to the API, to be pasted into a POSIX shell. The picture is
 * in it, unless it is too large: then the command sends the file of its name.
 *
 * @param name null where no file holds these very bytes.
 * @param address of POST /predict or /read, with everything.
 * @returns null where the picture is too large, and no file holds it.
 */
export async function curlOf(
  picture: Blob,
  name: string | null,
  address: string,
): Promise<string | null> {
  const to = quoted(address);
  if (picture.size > MOST_INLINE) {
    if (name === null) return null;
    const type = quoted(`Content-Type: ${picture.type}`);
    return `curl -H ${type} --data-binary ${quoted(`@${name || 'picture'}`)} ${to}`;
  }
  const image = toBase64(new Uint8Array(await picture.arrayBuffer()));
  const body = quoted(JSON.stringify({ image }));
  return `curl -H 'Content-Type: application/json' -d ${body} ${to}`;
}

/** One word of a POSIX shell, whatever is in it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
