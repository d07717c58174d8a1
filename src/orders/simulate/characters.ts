import { between, pick, randomOf } from '../../kernel/chance.ts';
import type { Actor } from '../life-events.ts';
import type { LifeSource, UnitCharacter } from './types.ts';

/** What a unit is like: always the same for the same seed. `accounts`: people who can sign in, by unit. */
export function createCharacters(
  seed: number,
  source: LifeSource,
  names: { readonly surnames: readonly string[]; readonly given: readonly string[] },
  accounts: ReadonlyMap<string, Actor> = new Map(),
): (unit: string) => UnitCharacter {
  const known = new Map<string, UnitCharacter>();
  return (code) => {
    let character = known.get(code);
    if (character === undefined) known.set(code, (character = made(code)));
    return character;
  };

  function made(code: string): UnitCharacter {
    const random = randomOf(seed, 'unit', code);
    const within = ([least, most]: readonly [number, number]): number => least + random() * (most - least);
    const { pace, spread, solved, attitude, meets, people } = source.units;
    const taken = new Set<string>();
    const count = between(random, ...people);
    const staff: Actor[] = [];
    while (staff.length < count) {
      const name = pick(random, names.surnames) + pick(random, names.given);
      if (taken.has(name)) continue;
      taken.add(name);
      staff.push({ id: `sim-${code}-${staff.length + 1}`, name, role: 'handler', unit: code });
    }
    const account = accounts.get(code);
    return {
      code,
      pace: within(pace),
      spread: within(spread),
      solved: within(solved),
      attitude: within(attitude),
      meets: within(meets),
      people: account === undefined ? staff : [account, ...staff],
    };
  }
}
