import type { OrderLife, OrderTrace } from '../app/life/order-view-types.ts';
import { isoTime } from '../web/format.ts';

const isoOrNull = (at: number | null): string | null => (at === null ? null : isoTime(at));
/** The same with its time in ISO 8601 with offset. */
const timed = <T extends { readonly at: number }>(one: T): Omit<T, 'at'> & { at: string } => ({
  ...one,
  at: isoTime(one.at),
});

/** What the events of an order say of it, as the API shows it. */
export function presentLife({ moves, clocks, checklists, life, demands, files, choices }: OrderLife) {
  const { pending, merchant, reply, callback } = life;
  return {
    moves,
    clocks: clocks.map((clock) => ({
      ...clock,
      startedAt: isoOrNull(clock.startedAt),
      dueAt: isoOrNull(clock.dueAt),
      metAt: isoOrNull(clock.metAt),
    })),
    checklists: checklists.map((list) => ({
      ...list,
      items: list.items.map((item) => ({ ...item, at: isoOrNull(item.at) })),
    })),
    life: {
      ...life,
      pending: pending === null ? null : { ...timed(pending), until: isoOrNull(pending.until) },
      contacts: life.contacts.map(timed),
      returns: life.returns.map(timed),
      jointAnswer: life.jointAnswer === null ? null : timed(life.jointAnswer),
      whistles: life.whistles.map((whistle) => ({
        ...timed(whistle),
        units: whistle.units.map((unit) => ({ ...unit, reportedAt: isoOrNull(unit.reportedAt) })),
      })),
      meetings: life.meetings.map(timed),
      supervision: {
        ...life.supervision,
        answeredAt: isoOrNull(life.supervision.answeredAt),
        earlier: life.supervision.earlier.map((one) => ({ ...one, answeredAt: isoOrNull(one.answeredAt) })),
      },
      extensions: life.extensions.map((one) => ({ ...timed(one), until: isoOrNull(one.until) })),
      merchant: merchant === null ? null : { ...merchant, until: isoTime(merchant.until) },
      reply: reply === null ? null : { ...timed(reply), toldAt: isoTime(reply.toldAt) },
      told: life.told.map(timed),
      callback:
        callback === null
          ? null
          : {
              attempts: callback.attempts.map(timed),
              verdict: callback.verdict === null ? null : timed(callback.verdict),
            },
    },
    demands,
    files: files.map((file) => ({ ...file, addedAt: isoTime(file.addedAt) })),
    choices: {
      ...choices,
      extensions: choices.extensions.map((one) => ({
        ...one,
        dueAt: isoOrNull(one.dueAt),
        latest: isoOrNull(one.latest),
      })),
    },
  };
}

/** The reckoning of an order's time as the API shows it. */
export function presentTrace(trace: OrderTrace) {
  const { ledger } = trace;
  return {
    ...trace,
    receivedAt: isoTime(trace.receivedAt),
    asOf: isoTime(trace.asOf),
    ledger:
      ledger === null
        ? null
        : {
            ...ledger,
            from: isoTime(ledger.from),
            to: isoTime(ledger.to),
            stretches: ledger.stretches.map((one) => ({
              ...one,
              from: isoTime(one.from),
              to: isoTime(one.to),
            })),
          },
  };
}
