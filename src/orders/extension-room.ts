import type { WorkCalendar } from './calendar.ts';
import type { ClockPolicy, ExtensionRule, Limit, UnknownYear } from './clock-types.ts';
import { longer } from './clocks.ts';
import type { ClockView } from './clocks.ts';
import { addLimit } from './work-time.ts';

/** How much more time a running clock can be given. Times are UTC milliseconds. */
export type ExtensionRoom = {
  readonly policy: ClockPolicy & { readonly limit: Limit; readonly extension: ExtensionRule };
  readonly dueAt: number | UnknownYear | null;
  /** Until when at the latest; null where the basis sets no bound. */
  readonly latest: number | UnknownYear | null;
  /** How often still; null where the basis does not say. */
  readonly timesLeft: number | null;
};

/** The room of every clock of an order that runs and that an event of kind `by` can lengthen. */
export function extensionRooms(
  clocks: readonly ClockView[],
  by: string,
  calendar: WorkCalendar,
): ExtensionRoom[] {
  return clocks.flatMap(({ policy, startedAt, metAt, dueAt, extensions, pauses }) => {
    const { extension, limit } = policy;
    if (extension?.by !== by || limit === null || policy.disabled) return [];
    if (startedAt === null || metAt !== null) return [];
    const counted = extensions.filter(({ refused }) => refused === null);
    const timesLeft = extension.times === null ? null : Math.max(0, extension.times - counted.length);
    const given = counted.reduce((sum, { amount }) => sum + (amount ?? 0), 0);
    const most =
      extension.atMost === null
        ? null
        : addLimit(startedAt, longer(limit, given + extension.atMost), calendar, pauses);
    const latest = most === null || 'unknownYear' in most ? most : most.at;
    return [{ policy: { ...policy, limit, extension }, dueAt, latest, timesLeft }];
  });
}
