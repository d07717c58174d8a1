declare const checked: unique symbol;

/**
 * Whose orders somebody reaches: of one unit, or (null) of all. `letIn`: the entries of lists of those let in 知悉范围
 * under which restricted orders are theirs to know of; null: all of them are. What reads lists of orders demands one, and
 * only the checks of `app/rights.ts` make one: a list that was not checked does not compile.
 */
export type Reach = {
  readonly unit: string | null;
  readonly letIn: readonly string[] | null;
  readonly [checked]: true;
};

declare const permitted: unique symbol;

/** That somebody was found to have the right to do `A`, and with whose orders. Made where a `Reach` is. */
export type Permitted<A extends string> = Reach & { readonly [permitted]: A };

/** The same over the tree of units: `unit` with all below it; undefined: all there are. Made where a `Reach` is. */
export type Branch<A extends string> = Permitted<A> & { readonly branch: readonly string[] | undefined };
