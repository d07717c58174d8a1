import type { Profile } from '../../profile/types.ts';

/** Streets of the profile by their offices, in its order, each once. */
export function officeStreets({ units }: Pick<Profile, 'units'>): string[] {
  return [...new Set(units.flatMap(({ kind, street }) => (kind === 'street' && street ? [street] : [])))];
}
