/** Right ones among all. */
export type Count = { readonly right: number; readonly total: number };

/**
 * What held-back orders say of the model in force, at or above its dispatch line. `byType` is keyed by the type
 * the model said; `duty` is the mark of the duty the figure was measured under, where that is known.
 */
export type HeldOut = {
  readonly all: Count;
  readonly byType: Readonly<Record<string, Count & { readonly duty?: string }>>;
};

export type Prior = { readonly mean: number; readonly weight: number };

const NOTHING: Count = { right: 0, total: 0 };

/**
 * Expected precision of a type and how many orders stand behind it: the figure of all orders, drawn towards the
 * group's and then the type's own, each level by at most `shrinkage` orders of the level above (partial pooling).
 * `more` are real outcomes of the same type in other units. Weight 0 where nothing at all is known.
 */
export function priorOf(
  heldOut: HeldOut,
  cell: { readonly issueType: string; readonly duty: string; readonly more?: Count },
  rule: { readonly shrinkage: number; readonly changeDiscount: number },
): Prior {
  const { all } = heldOut;
  const groupCode = cell.issueType.slice(0, 2);
  const own = heldOut.byType[cell.issueType];
  let group = NOTHING;
  for (const [code, count] of Object.entries(heldOut.byType)) {
    if (code.slice(0, 2) === groupCode && code !== cell.issueType) group = sum(group, count);
  }
  const moved = own?.duty !== undefined && own.duty !== cell.duty;
  const factor = moved ? rule.changeDiscount : 1;
  const type = sum(own === undefined ? NOTHING : scaled(own, factor), cell.more ?? NOTHING);
  const top: Prior = { mean: (all.right + 0.5) / (all.total + 1), weight: all.total };
  const prior = drawn(type, drawn(group, top, rule.shrinkage), rule.shrinkage);
  return moved ? { ...prior, weight: prior.weight * rule.changeDiscount } : prior;
}

function drawn(own: Count, above: Prior, shrinkage: number): Prior {
  const borrowed = Math.min(above.weight, shrinkage);
  const weight = own.total + borrowed;
  return weight === 0 ? above : { mean: (own.right + borrowed * above.mean) / weight, weight };
}

function sum(a: Count, b: Count): Count {
  return { right: a.right + b.right, total: a.total + b.total };
}

function scaled({ right, total }: Count, factor: number): Count {
  return { right: right * factor, total: total * factor };
}
