import { asc } from 'drizzle-orm';
import type { Db } from './client.ts';
import { prepared } from './prepared.ts';
import { autoDispatchSwitch } from './schema/orders.ts';

export type AutoDispatchSwitch = typeof autoDispatchSwitch.$inferSelect;

/** Stands for every unit or every issue type in a switch. */
export const ALL = '*';

export async function listSwitches(db: Db): Promise<AutoDispatchSwitch[]> {
  return all(db, {});
}

const all = prepared<Record<string, never>, AutoDispatchSwitch[]>((db) =>
  db
    .select()
    .from(autoDispatchSwitch)
    .orderBy(asc(autoDispatchSwitch.unit), asc(autoDispatchSwitch.issueType)),
);

export async function setSwitch(db: Db, value: AutoDispatchSwitch): Promise<void> {
  const { enabled, changedBy, at } = value;
  await db
    .insert(autoDispatchSwitch)
    .values(value)
    .onConflictDoUpdate({
      target: [autoDispatchSwitch.unit, autoDispatchSwitch.issueType],
      set: { enabled, changedBy, at },
    });
}

/**
 * Whether an order may go out unattended. Off wins: one switch that is off for the unit, the class, both or
 * everything stops it, and that for either of the units concerned. No switch means on.
 */
export function mayAutoDispatch(
  switches: readonly AutoDispatchSwitch[],
  units: readonly string[],
  issueType: string,
): boolean {
  return !switches.some(
    (s) =>
      !s.enabled &&
      (s.unit === ALL || units.includes(s.unit)) &&
      (s.issueType === ALL || s.issueType === issueType || s.issueType === issueType.slice(0, 2)),
  );
}
