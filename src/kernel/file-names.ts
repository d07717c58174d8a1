/** Characters of a name at most, extension included. */
const NAME_LENGTH = 120;

/**
 * The name a person gave a file, as text to show and never as a path: the last part of any path, without control and
 * formatting characters (which turn `gpj.exe` around), without blanks and dots at the ends (which Windows drops),
 * at most 120 characters with its extension kept. 未命名 where nothing is left.
 */
export function cleanFileName(name: string): string {
  const last = name.toWellFormed().normalize('NFC').replaceAll('\\', '/').split('/').at(-1) ?? '';
  const clean = last
    .replace(/[\p{Cf}\p{Co}\p{Cn}\ufffd]/gu, '')
    .replace(/[\p{Cc}\p{Z}]+/gu, ' ')
    .replace(/^[ .]+|[ .]+$/g, '');
  if (clean === '') return '未命名';
  const characters = [...clean];
  if (characters.length <= NAME_LENGTH) return clean;
  const end = /\.[a-z0-9]{1,8}$/i.exec(clean)?.[0] ?? '';
  return `${characters
    .slice(0, NAME_LENGTH - end.length)
    .join('')
    .trimEnd()}${end}`;
}

/** What a clean name claims its file to be: `jpg` of `照片.JPG`; empty where nothing is claimed (`2026.10.12 现场`). */
export function extensionOf(name: string): string {
  const found = /\.([a-z0-9_-]{1,16})$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  return /[a-z]/.test(found) ? found : '';
}

/**
 * `Content-Disposition` that makes a browser save the file under its name, whatever is in it (RFC 6266): never shown
 * in the page.
 */
export function attachmentHeader(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const exact = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`;
}
