import type { Profile } from '../profile/types.ts';

export type Tree = Pick<Profile, 'units'>;

/** All units below one. */
export function below(tree: Tree, unit: string): string[] {
  const children = tree.units.filter(({ parent }) => parent === unit).map(({ code }) => code);
  return [...children, ...children.flatMap((code) => below(tree, code))];
}
