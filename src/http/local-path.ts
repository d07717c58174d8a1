const LOCAL = /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/;

/**
 * An address inside this server, or `/`. Whatever a form or query says, nobody is sent to another site:
 * `//evil`, `/\evil`, `/.//evil`, control characters and full addresses all come out as `/`.
 */
export function localPath(value: unknown): string {
  if (typeof value !== 'string' || value.length > 2000 || !LOCAL.test(value)) return '/';
  const url = new URL(value, 'http://local.invalid');
  const path = url.pathname + url.search;
  return url.host === 'local.invalid' && LOCAL.test(path) ? path : '/';
}
