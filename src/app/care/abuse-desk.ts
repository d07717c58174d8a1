import { createHash } from 'node:crypto';
import { ABUSE_KIND_NAMES, ABUSE_VERDICT_NAMES } from '../../kernel/abuse-words.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { phoneDigits } from '../../kernel/phone.ts';
import { flagById, insertFlag, keepVerdict, standingFlags, waitingFlags } from '../../store/abuse-flags.ts';
import type { ListedFlag } from '../../store/abuse-flags.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/client.ts';
import type { StoredOrder } from '../../store/orders.ts';
import { redactText } from '../../text/redact.ts';
import { abuseHints } from '../../triage/abuse.ts';
import type { Context } from '../context.ts';
import { textIn } from '../insight/settling.ts';
import { existing } from '../intake/reading.ts';
import { authorize, mayDo, scopeOf } from '../rights.ts';
import type { Actor, OrderInput } from '../types.ts';
import type { AbuseDesk, AbuseFlag, RestHints } from './care-types.ts';

const DAY = 86_400_000;
const WORDS = 500;
/** Flags that wait, on one page. */
const WAITING = 200;
/** Where the profile says nothing. */
const DAYS = 90;

export function createAbuseDesk(
  { store, clock, profile }: Pick<Context, 'store' | 'clock' | 'profile'>,
  rest: Pick<RestHints, 'hurt'>,
): AbuseDesk {
  const days = profile.care?.abuse.days ?? DAYS;

  const shown = (actor: Actor, flag: ListedFlag): AbuseFlag => ({
    id: flag.id,
    order: { id: flag.orderId, number: flag.number },
    kind: flag.kind,
    reason: flag.reason,
    at: flag.madeAt,
    by: flag.madeByName,
    expiresAt: flag.expiresAt,
    verdict: flag.verdict,
    verdictNote: flag.verdictNote,
    mayReview: flag.verdict === null && flag.madeById !== actor.id && mayDo(actor, 'abuse.review'),
  });

  const record = (db: Db, actor: Actor, action: string, subject: string, detail: string): Promise<void> =>
    appendAudit(db, [{ at: clock.now(), actorId: actor.id, actorName: actor.name, action, subject, detail }]);

  return {
    beside: (actor, orderId) =>
      store.read(async (db) => {
        if (!mayDo(actor, 'abuse.read')) return null;
        const order = authorize(actor, 'abuse.read', await existing(db, orderId));
        const flags = await standingFlags(db, order.id, callerOf(order), clock.now());
        const here = flags.some((flag) => flag.orderId === order.id);
        const { text } = order.input as unknown as OrderInput;
        return {
          flags: flags.map((flag) => shown(actor, flag)),
          hints:
            here || profile.care === undefined
              ? []
              : abuseHints(profile.care, text).map(({ kind, spans }) => ({
                  kind,
                  words: [...new Set(spans.map(({ start, end }) => text.slice(start, end)))],
                })),
          mayFlag: mayDo(actor, 'abuse.flag'),
          days,
        };
      }),

    flag: async (actor, orderId, { kind, reason }) => {
      // Whoever reads it learns of the caller's words, not of the caller.
      const words = redactText(textIn('reason', reason, WORDS, true));
      const made = await store.write(async (db) => {
        const order = authorize(actor, 'abuse.flag', await existing(db, orderId));
        const now = clock.now();
        const flag = {
          id: newId(),
          orderId: order.id,
          caller: callerOf(order),
          kind,
          reason: words,
          madeAt: now,
          madeById: actor.id,
          madeByName: actor.name,
          expiresAt: now + days * DAY,
        };
        await insertFlag(db, flag);
        await record(db, actor, 'abuse.flag', order.id, `${order.number} ${ABUSE_KIND_NAMES[kind]}`);
        const nothing = {
          verdict: null,
          verdictNote: null,
          reviewedAt: null,
          reviewedById: null,
          reviewedByName: null,
        };
        return shown(actor, { ...flag, ...nothing, number: order.number });
      });
      rest.hurt(actor.id);
      return made;
    },

    waiting: async (actor) => {
      scopeOf(actor, 'abuse.review');
      const flags = await store.read((db) => waitingFlags(db, clock.now(), WAITING));
      return flags.map((flag) => shown(actor, flag));
    },

    review: async (actor, id, { verdict, note }) => {
      scopeOf(actor, 'abuse.review');
      const words = redactText(textIn('note', note, WORDS, verdict === 'lifted'));
      await store.write(async (db) => {
        const flag = await flagById(db, id);
        if (flag === null) throw new AppError('not_found', { what: '这个标记' });
        if (flag.madeById === actor.id)
          throw new AppError('forbidden', { reason: '标记的人不复核自己的标记' });
        const kept = await keepVerdict(db, id, {
          verdict,
          verdictNote: words === '' ? null : words,
          reviewedAt: clock.now(),
          reviewedById: actor.id,
          reviewedByName: actor.name,
        });
        if (!kept) throw new AppError('conflict', { reason: '这个标记已经复核过' });
        await record(db, actor, 'abuse.review', flag.orderId, ABUSE_VERDICT_NAMES[verdict]);
      });
    },
  };
}

/** Tells one caller from another without keeping the number. */
function callerOf({ input }: StoredOrder): string | null {
  const digits = phoneDigits((input as unknown as OrderInput).caller?.phone ?? '');
  // A number that came masked is that of many.
  return digits === null || digits.includes('*')
    ? null
    : createHash('sha256').update(`abuse ${digits}`).digest('base64url').slice(0, 22);
}
