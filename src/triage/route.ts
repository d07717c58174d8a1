import type { Duties } from './duties.ts';
import { rulingClause } from './rulings.ts';
import type { ReasonCode } from './reason-codes.ts';
import type { Candidate, DemandKind, IssueType, Reason, Territory } from './types.ts';

export type Route = {
  readonly lead: string;
  readonly joint: string | null;
  readonly reasons: readonly Reason[];
  /** The lead first; then the owner above a station, and the fallback. Confidence is that of the territory. */
  readonly candidates: readonly Candidate[];
};

export type RouteInput = {
  readonly issueType: IssueType;
  readonly demandKind: DemandKind;
  readonly territory: Territory;
  readonly duties: Duties;
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
  const { issueType, territory, duties } = input;
  const lead = duties.lead(issueType, territory.street);
  const joint = jointUnit(input);
  const placed = issueType.level === 'station' || issueType.level === 'street';
  const confidence = placed && territory.street !== null ? territory.confidence : 1;
  const candidates: Candidate[] = [{ code: lead, confidence }];
  const next = issueType.level === 'street' ? duties.fallbackUnit : issueType.owner;
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

/** The catalogue's clause for a type, in words: number, type, owner, level, assisting unit, legal basis. */
export function catalogueClause(issueType: IssueType, duties: Duties): string {
  const who =
    issueType.level === 'street'
      ? '由属地街道办事处承办'
      : issueType.level === 'station'
        ? `由${duties.unitName(issueType.owner)}按街道设的所承办`
        : `由${duties.unitName(issueType.owner)}承办`;
  const assisting =
    issueType.joint === null
      ? ''
      : `，${issueType.joint === 'STREET' ? '属地街道办事处' : duties.unitName(issueType.joint)}协办`;
  const entry = duties.entry(issueType.code);
  const number = entry === null ? '' : `第${entry.clause}项`;
  const basis = entry?.basis === undefined ? '' : `（依据：${entry.basis}）`;
  return `${duties.catalogueTitle}${number} ${issueType.code} ${issueType.name}：${who}${assisting}${basis}`;
}

function leadReasons({ issueType, territory, duties }: RouteInput, lead: string): Reason[] {
  const ruling = duties.ruling(issueType.code);
  const reasons: Reason[] =
    ruling === null
      ? [{ code: 'catalogue', text: catalogueClause(issueType, duties), evidence: [] }]
      : [{ code: 'ruling', text: rulingClause(ruling, duties.unitName(lead)), evidence: [] }];
  if (issueType.level === 'dept' || issueType.level === 'enterprise') return reasons;
  const { street, found } = territory;
  if (street === null) {
    const text = `诉求没有说明所在街道，由${duties.unitName(lead)}先行承接并核实地点`;
    return [...reasons, { code: 'lead_without_street', text, evidence: [] }];
  }
  const evidence = found
    .filter((name) => name.street === street)
    .map(({ start, end }) => ({ start, end, weight: territory.confidence }));
  return [...reasons, { code: 'territory', text: `诉求发生地属${street}街道`, evidence }];
}

function jointUnit(input: RouteInput): { unit: string | null; reason: Reason } {
  const { issueType, demandKind, territory, duties, text } = input;
  const none = (code: ReasonCode, why: string) => ({ unit: null, reason: { code, text: why, evidence: [] } });
  // A ruling that names the assisting unit has weighed what follows here already.
  const ruled = duties.ruling(issueType.code)?.joint !== undefined;
  if (issueType.joint === null) return none('joint_none', `${ruled ? '裁定' : '派单目录'}未设协办单位`);
  const hazard = demandKind === '建议' && issueType.urgency === 'safety';
  if (!ruled && ONE_UNIT_KINDS.includes(demandKind) && !hazard && !wanted(input))
    return none('joint_one_unit', `${demandKind}由主办单位一家答复，不双派`);
  const rule = duties.jointWords[issueType.code];
  if (!ruled && rule && text !== undefined) {
    if (rule.onlyIf && !rule.onlyIf.some((word) => text.includes(word)))
      return none('joint_no_say', '诉求内容不涉及协办单位职责，不双派');
    if (rule.notIf?.some((word) => text.includes(word)))
      return none('joint_no_say', '收费争议由主办单位一家办理，不双派');
  }
  const unit = issueType.joint === 'STREET' ? duties.streetOffice(territory.street) : issueType.joint;
  if (unit === null) return none('joint_street_unknown', '所在街道不明，暂不双派');
  return {
    unit,
    reason: {
      code: 'joint',
      text: `按${ruled ? '裁定' : '派单目录'}双派：${duties.unitName(unit)}协办`,
      evidence: [],
    },
  };
}

/** A type that assists in part of the matters alone: its words ask for that unit whatever the demand's kind. */
function wanted({ issueType, duties, text }: RouteInput): boolean {
  const words = duties.jointWords[issueType.code]?.onlyIf;
  return words !== undefined && text !== undefined && words.some((word) => text.includes(word));
}
