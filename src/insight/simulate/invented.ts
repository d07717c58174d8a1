import type { Random } from '../../kernel/random.ts';
import { between, gauss, pick, pickFew, randomOf, weighted } from '../../kernel/chance.ts';
import type { InventedNames, StreamSource } from './types.ts';

/** Estates of one street. */
const ESTATES = 26;
const BUILDINGS = 14;

export type InventedPlace = { readonly street: string; readonly place: string };
export type InventedShop = { readonly street: string; readonly name: string; readonly kind: string };

/** A town of invented estates and shops, the same for the same seed. */
export type Town = {
  readonly place: (random: Random) => InventedPlace;
  /** One for a single purpose: nobody else is given it. */
  readonly ownPlace: (random: Random) => InventedPlace;
  readonly shop: (random: Random, type: string) => InventedShop;
  readonly ownShop: (random: Random, type: string) => InventedShop;
  readonly hasShops: (type: string) => boolean;
  /** Another estate of a street, for a second name in a text. */
  readonly other: (random: Random, street: string) => string;
};

export function createTown(
  seed: number,
  { names, streets, realPlaces }: Pick<StreamSource, 'names' | 'streets' | 'realPlaces'>,
): Town {
  const random = randomOf(seed, 'town');
  const real = new Set(realPlaces);
  const known = new Set<string>();
  /** Names that nobody has, here or on the ground. */
  function fresh(make: () => string): string {
    for (let tries = 0; tries < 10_000; tries++) {
      const name = make();
      if (known.has(name) || real.has(name)) continue;
      known.add(name);
      return name;
    }
    throw new Error('The pieces of names are too few for a town.');
  }
  // A few streets have more people than others.
  const weights = streets.map(() => Math.exp(0.5 * gauss(random)));
  const streetAt = weighted(weights);
  const estates = new Map(
    streets.map((street) => [
      street,
      Array.from({ length: ESTATES }, () =>
        fresh(() => pick(random, names.estates) + pick(random, names.estateKinds)),
      ),
    ]),
  );
  const taken = new Set<string>();
  const street = (of: Random): string => streets[streetAt(of)] as string;
  const built = (of: Random, where: string): string =>
    `${pickFew(of, estates.get(where) as string[])}${between(of, 1, BUILDINGS)}号楼`;
  const shopName = (of: Random): string =>
    fresh(() => pick(of, names.shops) + pick(of, names.shopMarks) + pick(of, names.shops).slice(0, 1));
  const shops = new Map<string, InventedShop[]>();
  const newShop = (of: Random, type: string): InventedShop => ({
    street: street(of),
    name: shopName(of),
    kind: pick(of, kindsOf(names, type)),
  });
  return {
    place: (of) => {
      for (;;) {
        const where = street(of);
        const place = built(of, where);
        if (!taken.has(place)) return { street: where, place };
      }
    },
    ownPlace: (of) => {
      for (;;) {
        const where = street(of);
        const place = `${pick(of, estates.get(where) as string[])}${between(of, 1, BUILDINGS)}号楼`;
        if (taken.has(place)) continue;
        taken.add(place);
        return { street: where, place };
      }
    },
    shop: (of, type) => {
      const group = type.slice(0, 2);
      let list = shops.get(group);
      if (list === undefined) {
        const own = randomOf(seed, 'shops', group);
        list = Array.from({ length: 60 }, () => newShop(own, type));
        shops.set(group, list);
      }
      return { ...pick(of, list), kind: pick(of, kindsOf(names, type)) };
    },
    ownShop: newShop,
    hasShops: (type) => names.withShops.some((one) => type === one || type.slice(0, 2) === one),
    other: (of, where) => pick(of, estates.get(where) ?? [...estates.values()].flat()),
  };
}

const kindsOf = (names: InventedNames, type: string): readonly string[] =>
  names.shopKinds[type] ?? names.shopKinds['default'] ?? [''];
