import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { AppError } from '../../kernel/errors.ts';
import type { Profile } from '../../profile/types.ts';
import { ROLES, checkUser } from '../accounts.ts';
import type { Role } from '../types.ts';

/** Administrators are named in this system: whoever runs the directory must not make himself one. */
const GIVEN = ROLES.filter((role) => role !== 'admin');

const rules = z.array(
  z.strictObject({
    /** Claims by name, all of which must say this, or hold it where they are lists. */
    when: z
      .record(z.string().min(1), z.string().min(1))
      .refine((when) => Object.keys(when).length > 0, '至少写一项声明'),
    role: z.enum(GIVEN, `须为 ${GIVEN.join('、')} 之一`),
    unit: z.string().nullable().default(null),
  }),
);

export type ClaimRole = { readonly role: Role; readonly unit: string | null };
export type ClaimRoles = {
  /** Names of the claims that are looked at. */
  readonly claims: readonly string[];
  /** What the first rule that fits gives; null where none does. */
  readonly of: (claims: Readonly<Record<string, unknown>>) => ClaimRole | null;
};

/** The rules by which accounts are made from claims. Throws `bad_file` with the place that is wrong. */
export function readClaimRoles(file: string, profile: Pick<Profile, 'units'>): ClaimRoles {
  const bad = (reason: string, cause?: unknown) => new AppError('bad_file', { file, reason }, { cause });
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw bad(cause instanceof SyntaxError ? '不是合法的 JSON' : '读不到这个文件', cause);
  }
  const parsed = rules.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw bad(`${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim());
  }
  for (const [i, { role, unit }] of parsed.data.entries()) {
    try {
      checkUser(profile, { username: 'x', name: 'x', role, unit });
    } catch (cause) {
      if (!(cause instanceof AppError)) throw cause;
      throw bad(`第 ${i + 1} 条：${cause.message}`, cause);
    }
  }
  return {
    claims: [...new Set(parsed.data.flatMap(({ when }) => Object.keys(when)))],
    of: (claims) => {
      const found = parsed.data.find(({ when }) =>
        Object.entries(when).every(([name, wanted]) => says(claims[name], wanted)),
      );
      return found === undefined ? null : { role: found.role, unit: found.unit };
    },
  };
}

const says = (claim: unknown, wanted: string): boolean =>
  Array.isArray(claim) ? claim.includes(wanted) : claim === wanted;
