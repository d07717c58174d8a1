import { AppError } from '../kernel/errors.ts';
import type { IssueType, Unit } from './types.ts';

/** The duty catalogue made ready for look-ups: who owns a type, which office and station serve a street. */
export type Duties = {
  /** @throws AppError `not_found` for a code that is no issue type of the profile. */
  readonly type: (code: string) => IssueType;
  readonly unit: (code: string) => Unit | undefined;
  /**
   * The lead unit of a type for a street. Stations and street offices follow the street; where it is unknown the
   * station's department leads, and a street matter goes to the profile's fallback unit, which asks back.
   */
  readonly lead: (issueType: IssueType, street: string | null) => string;
};

export function buildDuties(
  issueTypes: readonly IssueType[],
  units: readonly Unit[],
  fallbackUnit: string,
): Duties {
  const types = new Map(issueTypes.map((type) => [type.code, type]));
  const byCode = new Map(units.map((unit) => [unit.code, unit]));
  const offices = new Map<string, string>();
  const stations = new Map<string, string>();
  for (const unit of units) {
    if (unit.street === undefined) continue;
    if (unit.kind === 'street') offices.set(unit.street, unit.code);
    else stations.set(`${unit.parent}/${unit.street}`, unit.code);
  }
  return {
    type(code) {
      const type = types.get(code);
      if (!type) throw new AppError('not_found', { what: `问题分类 ${code}` });
      return type;
    },
    unit: (code) => byCode.get(code),
    lead({ level, owner }, street) {
      if (level === 'street') return (street !== null && offices.get(street)) || fallbackUnit;
      if (level === 'station') return (street !== null && stations.get(`${owner}/${street}`)) || owner;
      return owner;
    },
  };
}
