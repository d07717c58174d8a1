import { mayDo } from '../app/rights.ts';
import type { Ratable } from '../app/knowledge/rating-types.ts';
import type { AppError } from '../kernel/errors.ts';
import type { RateView } from '../web/components/rate-line.tsx';
import { actorOf, sessionOf, type Ctx, type Deps } from './context.ts';
import { rateSchema, ratingOf } from './rating-schemas.ts';
import { ratingServices } from './routes/ratings.ts';
import { validationError } from './validation.ts';

type Target = { readonly order: string } | { readonly question: string; readonly date?: string };

/** The lines of a page with what the person said before; null for those who may not rate. */
export async function rateView(
  c: Ctx,
  { services }: Deps,
  action: string,
  target: Target,
  read: () => Promise<readonly Ratable[]>,
): Promise<RateView | null> {
  if (services.ratings === undefined || !mayDo(actorOf(c), 'suggestion.rate')) return null;
  const rated = c.req.query('rated') ?? null;
  return { action, csrf: sessionOf(c)?.csrf ?? '', target, lines: await read(), rated };
}

/**
 * Takes a rating from the page's form and returns the id of what was rated. A line
 * that was rated as wrong sends its reason along, so that pressing the same again keeps it. Throws as the use case does, `bad_field` for a form that is not ours.
 */
export async function rateByForm(c: Ctx, { services }: Deps, target: Target): Promise<string> {
  const body = await c.req.parseBody();
  const pressed = typeof body['rate'] === 'string' ? body['rate'] : '';
  const at = pressed.indexOf(':');
  const suggestion = pressed.slice(0, at);
  const rating = pressed.slice(at + 1);
  const text = (name: string): string | undefined => {
    const value = body[`${name}-${suggestion}`];
    return typeof value === 'string' && value.trim() !== '' ? value : undefined;
  };
  const reason = rating === 'useful' ? undefined : text('reason');
  const note = rating === 'useful' ? undefined : text('note');
  const value = {
    ...target,
    suggestion,
    rating,
    ...(reason === undefined ? {} : { reason }),
    ...(note === undefined ? {} : { note }),
  };
  const parsed = rateSchema.safeParse(value);
  if (!parsed.success) throw validationError(parsed.error.issues, value, 'form');
  const { target: of, input } = ratingOf(parsed.data);
  await ratingServices(services).rate(actorOf(c), of, input);
  return suggestion;
}

/** Refusals that leave the person on the page, with the reason above it. */
export const RATE_STAYS = new Set<AppError['code']>([
  'bad_field',
  'bad_request',
  'missing_field',
  'unknown_field',
  'conflict',
  'database_busy',
]);
