import type { Candidate, DemandKind, IssueType, Reason, Territory, Unit } from './types.ts';

export type Route = {
  readonly lead: string;
  readonly joint: string | null;
  readonly reasons: readonly Reason[];
  /** The lead first; then the owner above a station, and the fallback. Confidence is that of the territory. */
  readonly candidates: readonly Candidate[];
};

/** What routing needs of a profile: units, catalogue and routing rules. */
export type RouteProfile = {
  readonly units: readonly Unit[];
  readonly catalogue?: { readonly title: string };
  readonly routing: {
    readonly fallbackUnit: string;
    readonly jointWords?: Readonly<
      Record<string, { readonly onlyIf?: readonly string[]; readonly notIf?: readonly string[] }>
    >;
  };
};

export type RouteInput = {
  readonly issueType: IssueType;
  readonly demandKind: DemandKind;
  readonly territory: Territory;
  readonly profile: RouteProfile;
  /** The clean text; tells whether the assisting unit has a say (`routing.jointWords`). */
  readonly text?: string;
};

/** Kinds that ask, propose or thank: one unit answers them. */
const ONE_UNIT_KINDS: readonly DemandKind[] = ['咨询', '建议', '表扬'];

/**
 * Lead and assisting unit (一单双派) of a matter, from the duty catalogue and the street. Stations and street
 * offices follow the street; where it is unknown, the station's department leads, and a street matter goes to the
 * profile's fallback unit, which asks back. Throws nothing: a checked profile has a unit for every type and street.
 */
export function routeOrder(input: RouteInput): Route {
  const { issueType, territory, profile } = input;
  const lead = leadUnit(issueType, territory.street, profile);
  const joint = jointUnit(input);
  const placed = issueType.level === 'station' || issueType.level === 'street';
  const confidence = placed && territory.street !== null ? territory.confidence : 1;
  const candidates: Candidate[] = [{ code: lead, confidence }];
  const next = issueType.level === 'street' ? profile.routing.fallbackUnit : issueType.owner;
  if (confidence < 1 && next !== lead) candidates.push({ code: next, confidence: 1 - confidence });
  return { lead, joint: joint.unit, candidates, reasons: [...leadReasons(input, lead), joint.reason] };
}

/**
 * Whether the catalogue reserves this type to somebody other than a street office (基层减负): a street may then
 * not be made lead without a named approver.
 */
export function reservedFromStreets(issueType: IssueType): boolean {
  return issueType.level !== 'street';
}

/** The catalogue's clause for a type, in words: type, owner, level, assisting unit. */
export function catalogueClause(issueType: IssueType, profile: RouteProfile): string {
  const who =
    issueType.level === 'street'
      ? '由属地街道办事处承办'
      : issueType.level === 'station'
        ? `由${unitName(profile, issueType.owner)}按街道设的所承办`
        : `由${unitName(profile, issueType.owner)}承办`;
  const assisting =
    issueType.joint === null
      ? ''
      : `，${issueType.joint === 'STREET' ? '属地街道办事处' : unitName(profile, issueType.joint)}协办`;
  return `${profile.catalogue?.title ?? '派单目录'} ${issueType.code} ${issueType.name}：${who}${assisting}`;
}

function unitName(profile: RouteProfile, code: string): string {
  return profile.units.find((unit) => unit.code === code)?.name ?? code;
}

function servingUnit(
  profile: RouteProfile,
  fits: (unit: Unit) => boolean,
  street: string | null,
): string | null {
  if (street === null) return null;
  return profile.units.find((unit) => unit.street === street && fits(unit))?.code ?? null;
}

const streetOffice = (profile: RouteProfile, street: string | null): string | null =>
  servingUnit(profile, (unit) => unit.kind === 'street', street);

function leadUnit({ level, owner }: IssueType, street: string | null, profile: RouteProfile): string {
  if (level === 'street') return streetOffice(profile, street) ?? profile.routing.fallbackUnit;
  if (level === 'station') return servingUnit(profile, (unit) => unit.parent === owner, street) ?? owner;
  return owner;
}

function leadReasons({ issueType, territory, profile }: RouteInput, lead: string): Reason[] {
  const reasons: Reason[] = [{ code: 'catalogue', text: catalogueClause(issueType, profile), evidence: [] }];
  if (issueType.level === 'dept' || issueType.level === 'enterprise') return reasons;
  const { street, found } = territory;
  if (street === null) {
    const text = `诉求没有说明所在街道，由${unitName(profile, lead)}先行承接并核实地点`;
    return [...reasons, { code: 'street_unknown', text, evidence: [] }];
  }
  const evidence = found
    .filter((name) => name.street === street)
    .map(({ start, end }) => ({ start, end, weight: territory.confidence }));
  return [...reasons, { code: 'territory', text: `诉求发生地属${street}街道`, evidence }];
}

function jointUnit(input: RouteInput): { unit: string | null; reason: Reason } {
  const { issueType, demandKind, territory, profile, text } = input;
  const none = (code: string, why: string) => ({ unit: null, reason: { code, text: why, evidence: [] } });
  if (issueType.joint === null) return none('joint_none', '派单目录未设协办单位');
  const hazard = demandKind === '建议' && issueType.urgency === 'safety';
  if (ONE_UNIT_KINDS.includes(demandKind) && !hazard && !wanted(input))
    return none('joint_one_unit', `${demandKind}由主办单位一家答复，不双派`);
  const rule = profile.routing.jointWords?.[issueType.code];
  if (rule && text !== undefined) {
    if (rule.onlyIf && !rule.onlyIf.some((word) => text.includes(word)))
      return none('joint_no_say', '诉求内容不涉及协办单位职责，不双派');
    if (rule.notIf?.some((word) => text.includes(word)))
      return none('joint_no_say', '收费争议由主办单位一家办理，不双派');
  }
  const unit = issueType.joint === 'STREET' ? streetOffice(profile, territory.street) : issueType.joint;
  if (unit === null) return none('joint_street_unknown', '所在街道不明，暂不双派');
  return {
    unit,
    reason: { code: 'joint', text: `按派单目录双派：${unitName(profile, unit)}协办`, evidence: [] },
  };
}

/** A type that assists in part of the matters alone: its words ask for that unit whatever the demand's kind. */
function wanted({ issueType, profile, text }: RouteInput): boolean {
  const words = profile.routing.jointWords?.[issueType.code]?.onlyIf;
  return words !== undefined && text !== undefined && words.some((word) => text.includes(word));
}
