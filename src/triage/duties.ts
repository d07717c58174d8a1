import { AppError } from '../kernel/errors.ts';
import type { IssueType, Unit } from './types.ts';

/** Words that tell whether the assisting unit of a type has a say: one of `onlyIf`, none of `notIf`. */
export type JointWords = { readonly onlyIf?: readonly string[]; readonly notIf?: readonly string[] };

/** What the duty catalogue is made of; a profile fits as it is. */
export type DutySource = {
  readonly issueTypes: readonly IssueType[];
  readonly units: readonly Unit[];
  readonly catalogue?: { readonly title: string };
  readonly routing: {
    readonly fallbackUnit: string;
    readonly jointWords?: Readonly<Record<string, JointWords>>;
  };
};

/** The duty catalogue made ready for look-ups: who owns a type, which office and station serve a street. */
export type Duties = {
  /** @throws AppError `not_found` for a code that is no issue type of the profile. */
  readonly type: (code: string) => IssueType;
  readonly unit: (code: string) => Unit | undefined;
  /** The unit's name; of an unknown code, the code. */
  readonly unitName: (code: string) => string;
  /**
   * The lead unit of a type for a street. Stations and street offices follow the street; where it is unknown the
   * station's department leads, and a street matter goes to the profile's fallback unit, which asks back.
   */
  readonly lead: (issueType: IssueType, street: string | null) => string;
  /** The street office of a street; null where there is none or the street is unknown. */
  readonly streetOffice: (street: string | null) => string | null;
  readonly fallbackUnit: string;
  readonly catalogueTitle: string;
  readonly jointWords: Readonly<Record<string, JointWords>>;
};

export function buildDuties({ issueTypes, units, catalogue, routing }: DutySource): Duties {
  const types = new Map(issueTypes.map((type) => [type.code, type]));
  const byCode = new Map(units.map((unit) => [unit.code, unit]));
  const offices = new Map<string, string>();
  const stations = new Map<string, string>();
  for (const unit of units) {
    if (unit.street === undefined) continue;
    if (unit.kind === 'street') offices.set(unit.street, unit.code);
    else stations.set(`${unit.parent}/${unit.street}`, unit.code);
  }
  const streetOffice = (street: string | null): string | null =>
    street === null ? null : (offices.get(street) ?? null);
  return {
    type(code) {
      const type = types.get(code);
      if (!type) throw new AppError('not_found', { what: `问题分类 ${code}` });
      return type;
    },
    unit: (code) => byCode.get(code),
    unitName: (code) => byCode.get(code)?.name ?? code,
    lead({ level, owner }, street) {
      if (level === 'street') return streetOffice(street) ?? routing.fallbackUnit;
      if (level === 'station' && street !== null) return stations.get(`${owner}/${street}`) ?? owner;
      return owner;
    },
    streetOffice,
    fallbackUnit: routing.fallbackUnit,
    catalogueTitle: catalogue?.title ?? '派单目录',
    jointWords: routing.jointWords ?? {},
  };
}
