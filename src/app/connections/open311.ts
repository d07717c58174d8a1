import { beijingDay } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { keysOf } from '../../kernel/keys.ts';
import { OPEN_STATES, STATE_NAMES } from '../../kernel/move-words.ts';
import type { OrderState } from '../../kernel/move-words.ts';
import { SALE_CHANNEL_NAMES } from '../../kernel/order-words.ts';
import type { Profile } from '../../profile/types.ts';
import { ordersByIds } from '../../store/orders.ts';
import { serviceRequests } from '../../store/service-requests.ts';
import type { ServiceRequestQuery, ServiceRequestRow } from '../../store/service-requests.ts';
import { redactText } from '../../text/redact.ts';
import type { Context } from '../context.ts';
import { unexposed } from '../replies/shield.ts';
import { parseOrder } from '../intake/order-input.ts';
import { scopeOf } from '../rights.ts';
import type { Actor, OrderInput, Services } from '../types.ts';
import type { Open311, SentRequest, ServiceAttribute, ServiceRequest, ServiceType } from './open311-types.ts';

export type Open311Options = {
  /** Whether those without a key may read requests. */
  readonly isPublic: boolean;
  /** Empty: none is asked for. */
  readonly jurisdiction: string;
};

const DAY_MS = 86_400_000;
/** The specification's longest stretch of time, and its longest list. */
const RANGE_MS = 90 * DAY_MS;
export const REQUEST_LIMIT = 1000;
/** Characters of a description by the specification. */
const DESCRIPTION_LIMIT = 4000;
const CHANNEL = 'open311';

const SALE_CHANNEL: ServiceAttribute = {
  code: 'sale_channel',
  description: '怎么买的',
  hint: '选一项；不清楚的选“购买方式不明”',
  required: false,
  values: keysOf(SALE_CHANNEL_NAMES).map((key) => ({ key, name: SALE_CHANNEL_NAMES[key] })),
};

/** Orders as service requests. A posted request goes the way of every order: triage decides, what the client chose is kept. */
export function createOpen311(
  { store, clock, names, profile }: Pick<Context, 'store' | 'clock' | 'names' | 'profile'>,
  intake: Services['intake'],
  { isPublic, jurisdiction }: Open311Options,
): Open311 {
  const startedAt = clock.now();
  const services: Open311['services'] = () => {
    const today = beijingDay(clock.now());
    const groups = new Map(profile.groups.map(({ code, name }) => [code, name]));
    const asking = askedForSaleChannel(profile);
    return profile.issueTypes
      .filter(
        ({ effectiveFrom = '', retired }) => effectiveFrom <= today && (retired?.from ?? '9999') > today,
      )
      .map(({ code, name, parent, definition, keywords = [] }): ServiceType => ({
        code,
        name,
        description: definition,
        group: groups.get(parent) ?? parent,
        keywords,
        asksMore: asking(code),
      }));
  };

  function serviceOf(code: string): ServiceType {
    const found = services().find((one) => one.code === code);
    if (found === undefined) throw new AppError('not_found', { what: `service_code ${code}` });
    return found;
  }

  const definition: Open311['definition'] = (code) => (serviceOf(code).asksMore ? [SALE_CHANNEL] : []);

  const submit: Open311['submit'] = async (actor, sent, idempotencyKey) => {
    scopeOf(actor, 'order.submit');
    const order = orderOf(sent, serviceOf(sent.serviceCode), clock.now());
    // Sent again it comes at another time, and is the same request.
    const again = idempotencyKey === undefined ? {} : { idempotencyKey, request: sent };
    const [outcome] = await intake.accept(actor, [order], again);
    if (outcome === undefined) throw new Error('intake answered without an outcome');
    if (outcome.status === 'refused') {
      const { code, details } = outcome.error;
      throw new AppError(code as AppError['code'], details as AppError['details']);
    }
    const { number, state, triage, status } = outcome;
    return { id: number, notice: noticeOf(state, names.unit(triage.unit.lead)), status };
  };

  /** What whoever asks may see. Throws `unauthenticated` or `forbidden`. */
  function readable(actor: Actor | null): { readonly withoutReports: boolean } {
    if (actor !== null) {
      scopeOf(actor, 'open311.read');
      return { withoutReports: false };
    }
    if (!isPublic) throw new AppError('unauthenticated');
    return { withoutReports: true };
  }

  const search: Open311['search'] = async (actor, asked) => {
    const rights = readable(actor);
    const { ids, serviceCodes, statuses, page, pageSize } = asked;
    const paged = { limit: pageSize, offset: (page - 1) * pageSize };
    const query: ServiceRequestQuery =
      ids === undefined
        ? {
            ...rights,
            ...paged,
            ...stretch(asked, clock.now()),
            ...(serviceCodes === undefined ? {} : { issueTypes: serviceCodes }),
            ...(statuses === undefined ? {} : { states: statesOf(statuses) }),
          }
        : { ...rights, ...paged, numbers: ids };
    return (await store.read((db) => serviceRequests(db, query))).map(shown);
  };

  const get: Open311['get'] = async (actor, id) => {
    const query = { ...readable(actor), numbers: [id], limit: 1, offset: 0 };
    const [row] = await store.read((db) => serviceRequests(db, query));
    if (row === undefined) throw new AppError('not_found', { what: `service_request_id ${id}` });
    return shown(row);
  };

  const ofToken: Open311['ofToken'] = async (token) => {
    const [row] = await store.read((db) => ordersByIds(db, [token]));
    if (row === undefined || row.confidentiality !== 'none')
      throw new AppError('not_found', { what: `token ${token}` });
    return row.number;
  };

  function shown(row: ServiceRequestRow): ServiceRequest {
    const input = row.input as OrderInput;
    const unit = names.unit(row.leadUnit);
    const closed = !OPEN_STATES.includes(row.state);
    return {
      id: row.number,
      closed,
      statusNotes: STATE_NAMES[row.state],
      service: { code: row.issueType, name: names.issueType(row.issueType) },
      description: unexposed(input, cut(withoutPeople(input, input.text), DESCRIPTION_LIMIT)),
      agency: row.state === 'received' ? null : unit,
      notice: noticeOf(row.state, unit),
      requestedAt: row.receivedAt,
      // When a matter was closed, whatever was noted later.
      updatedAt: closed ? row.since : row.updatedAt,
      expectedAt: closed ? null : row.dueAt,
      address: addressOf(input, row.street),
    };
  }

  return {
    jurisdiction: jurisdiction === '' ? null : jurisdiction,
    services,
    changedAt: () => changedAt(profile, clock.now()) ?? startedAt,
    definition,
    submit,
    search,
    get,
    ofToken,
  };
}

/** The beginning in Beijing of the last day that changed the issue types; null where no day is named. */
function changedAt({ catalogue, issueTypes }: Profile, now: number): number | null {
  const days = issueTypes.flatMap(({ effectiveFrom, retired, formerNames = [] }) => [
    effectiveFrom,
    retired?.from,
    ...formerNames.map(({ until }) => until),
  ]);
  const past = [catalogue?.effectiveFrom, ...days].filter(
    (day): day is string => day !== undefined && day <= beijingDay(now),
  );
  const last = past.sort().at(-1);
  return last === undefined ? null : Date.parse(`${last}T00:00:00+08:00`);
}

/** Types of issue for which some rule turns on how something was bought. */
function askedForSaleChannel({ handling = [] }: Profile): (code: string) => boolean {
  const prefixes = new Set<string>();
  let all = false;
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('saleChannels' in value) {
      const types = (value as { readonly issueTypes?: readonly string[] }).issueTypes;
      if (types === undefined) all = true;
      for (const type of types ?? []) prefixes.add(type);
    }
    for (const inner of Object.values(value)) look(inner);
  };
  look(handling);
  return (code) => all || prefixes.has(code) || prefixes.has(code.slice(0, 2));
}

function orderOf(sent: SentRequest, service: ServiceType, now: number): OrderInput {
  const { lat, long, addressString, addressId, email, deviceId, accountId, phone, mediaUrl } = sent;
  if ((lat === undefined) !== (long === undefined))
    throw new AppError('bad_request', { reason: 'lat 和 long 须同时提供' });
  if (lat === undefined && addressString === undefined && addressId === undefined)
    throw new AppError('bad_request', {
      reason: '缺少地点：须有 lat 和 long，或 address_string，或 address_id',
    });
  const saleChannel = saleChannelOf(sent, service);
  // Of a Chinese name the family name comes first; others are written apart.
  const { firstName = '', lastName = '' } = sent;
  const name = /^\p{Script=Han}*$/u.test(firstName + lastName)
    ? lastName + firstName
    : `${firstName} ${lastName}`.trim();
  const caller = filled({
    name: name === '' ? undefined : name,
    phone,
    email,
    account: accountId,
    device: deviceId,
  });
  const place = filled({ address: addressString, addressId, lng: long, lat });
  return parseOrder(
    {
      channel: CHANNEL,
      form: 'message',
      receivedAt: new Date(now).toISOString(),
      text: sent.description ?? [service.name, addressString].filter((part) => part !== undefined).join('：'),
      ...(Object.keys(caller).length === 0 ? {} : { caller }),
      ...(Object.keys(place).length === 0 ? {} : { place }),
      ...(mediaUrl === undefined ? {} : { links: [mediaUrl] }),
      claimed: { issueType: service.code, ...(saleChannel === undefined ? {} : { saleChannel }) },
    },
    '',
  );
}

/** The attributes of a request, checked against the definition of its service. */
function saleChannelOf({ attributes }: SentRequest, service: ServiceType): string | undefined {
  const fault = (field: string, reason: string): never => {
    throw new AppError('bad_field', { where: '', field: `attribute[${field}]`, reason });
  };
  for (const [code, values] of Object.entries(attributes)) {
    if (!service.asksMore || code !== SALE_CHANNEL.code)
      fault(code, `service_code ${service.code} 没有这一项，见 services/${service.code}`);
    if (values.length !== 1) fault(code, '只能有一个值');
    const [value] = values;
    if (!SALE_CHANNEL.values.some(({ key }) => key === value))
      fault(code, `须为 ${SALE_CHANNEL.values.map(({ key }) => key).join('、')} 之一`);
  }
  return attributes[SALE_CHANNEL.code]?.[0];
}

const filled = (value: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));

/** What is going to happen, for whoever waits for it. */
function noticeOf(state: OrderState, unit: string): string {
  if (state === 'received') return '已收到，正在确定承办单位';
  return OPEN_STATES.includes(state) ? `由${unit}办理` : `已由${unit}办理完毕`;
}

const statesOf = (statuses: readonly ('open' | 'closed')[]): readonly OrderState[] =>
  keysOf(STATE_NAMES).filter((state) => statuses.includes(OPEN_STATES.includes(state) ? 'open' : 'closed'));

/** What time is asked for: 90 days at most, the last ones where nothing is said. Throws `bad_request`. */
function stretch(
  { from, to }: { readonly from?: number; readonly to?: number },
  now: number,
): { readonly from: number; readonly to: number } {
  const end = to ?? (from === undefined ? now : Math.min(now, from + RANGE_MS));
  const start = from ?? end - RANGE_MS;
  if (from !== undefined && to !== undefined && to - from > RANGE_MS)
    throw new AppError('bad_request', { reason: 'start_date 到 end_date 最多 90 天，请分段查询' });
  if (from !== undefined && to !== undefined && to < from)
    throw new AppError('bad_request', { reason: 'start_date 晚于 end_date' });
  return { from: start, to: Math.max(start, end) };
}

/** A text without who is in it; the caller's own name and number wherever they stand. */
function withoutPeople({ caller }: OrderInput, text: string): string {
  const secrets = [caller?.name, caller?.phone, caller?.email, caller?.account, caller?.device]
    .filter((secret) => secret !== undefined && secret.length > 1)
    .sort((a, b) => (b as string).length - (a as string).length) as string[];
  return redactText(secrets.reduce((told, secret) => told.replaceAll(secret, '***'), text));
}

/** Where it is, down to the street: neither doors nor coordinates, which may be the caller's own. */
function addressOf(input: OrderInput, street: string | null): string | null {
  const address = input.place?.address;
  return address === undefined || address === '' ? street : withoutPeople(input, address);
}

/** Cut at a whole character. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = /[\ud800-\udbff]/.test(text.charAt(most - 1)) ? most - 1 : most;
  return text.slice(0, end);
}
