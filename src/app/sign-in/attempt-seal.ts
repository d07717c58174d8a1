import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../../kernel/errors.ts';

/** A log-in that was begun: what has to come back as it was sent. */
const attempt = z.strictObject({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  next: z.string(),
  /** UTC milliseconds. */
  until: z.number(),
});
export type Attempt = z.output<typeof attempt>;

/** A person has this long at the provider. */
export const ATTEMPT_MS = 10 * 60_000;
const ALGORITHM = 'aes-256-gcm';
const [IV, TAG] = [12, 16];

export type Seal = {
  readonly close: (attempt: Attempt) => string;
  /** Throws `oidc_attempt` for what was not sealed here, was changed, or is too old. */
  readonly open: (sealed: string, now: number) => Attempt;
};

/**
 * Keeps an attempt in the browser rather than here, unreadable and unchangeable: nothing is stored for whoever only opens
 * the address, and any process of the service may take up what another began. The key follows from the client's secret.
 */
export function createSeal(secret: string, clientId: string): Seal {
  const key = Buffer.from(hkdfSync('sha256', secret, clientId, 'jiesu sign-in attempt', 32));
  return {
    close: (made) => {
      const iv = randomBytes(IV);
      const cipher = createCipheriv(ALGORITHM, key, iv);
      const text = Buffer.concat([cipher.update(JSON.stringify(made), 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64url');
    },
    open: (sealed, now) => {
      const found = read(key, Buffer.from(sealed, 'base64url'));
      if (found === null || found.until <= now) throw new AppError('oidc_attempt');
      return found;
    },
  };
}

function read(key: Buffer, bytes: Buffer): Attempt | null {
  if (bytes.length <= IV + TAG) return null;
  const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV));
  decipher.setAuthTag(bytes.subarray(IV, IV + TAG));
  const start = decipher.update(bytes.subarray(IV + TAG));
  try {
    const text = Buffer.concat([start, decipher.final()]).toString('utf8');
    return attempt.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    // `final` throws for what was not sealed with this key.
    return null;
  }
}
