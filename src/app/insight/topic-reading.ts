import { cooled } from '../../insight/heat.ts';
import { AppError } from '../../kernel/errors.ts';
import type { OrderState } from '../../kernel/move-words.ts';
import { TOPIC_FEATURE } from '../../kernel/warning-words.ts';
import { chronicPlaces, listTopics, membersOf, topicById } from '../../store/topics.ts';
import type { MemberRow, StoredTopic } from '../../store/topics.ts';
import type { Context, Names } from '../context.ts';
import { knownAs } from '../intake/known-caller.ts';
import { excerptFor } from '../intake/without-caller.ts';
import { scopeOf } from '../rights.ts';
import type { Actor } from '../types.ts';
import type { Insight, MemberEvidence, TopicMember, TopicSummary } from './insight-types.ts';
import { pageOf } from './paging.ts';
import { warningsOf } from './warnings.ts';

const DAY = 86_400_000;
/** Days of topics that are listed unless others are asked for. */
const DAYS = 30;
const MOST_DAYS = 730;
const MEMBERS = 200;
const CHRONIC = 50;
/** Where the profile says nothing of what goes on for long. */
export const CHRONIC_RULES = { days: 180, orders: 5, months: 3 } as const;

/** Lists of topics, single ones, and places where the same comes up again and again. */
export function createTopicReading(context: Context): Pick<Insight, 'topics' | 'topic' | 'chronic'> {
  const { store, clock, names, profile } = context;
  return {
    topics: async (actor, asked) => {
      const reach = scopeOf(actor, 'topic.read');
      const days = asked.days ?? DAYS;
      if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS)
        throw new AppError('bad_field', {
          where: '',
          field: 'days',
          reason: `须为 1 到 ${MOST_DAYS} 的整数`,
        });
      const now = clock.now();
      const query = {
        from: now - days * DAY,
        least: 2,
        ...(asked.street === undefined ? {} : { street: asked.street }),
        ...(asked.issueType === undefined ? {} : { issueType: asked.issueType }),
        ...(asked.q === undefined ? {} : { q: asked.q }),
      };
      return pageOf(asked.page, async (page) => {
        const { rows, total } = await store.read((db) => listTopics(db, reach, query, page));
        return { rows: rows.map((row) => summaryOf(row, names, now)), total };
      });
    },
    topic: async (actor, id) => {
      const reach = scopeOf(actor, 'topic.read');
      return store.read(async (db) => {
        const topic = await topicById(db, reach, id);
        const { rows, total } =
          topic === null ? { rows: [], total: 0 } : await membersOf(db, reach, id, MEMBERS);
        // Whether there is a topic none of whose orders one may see is nobody's business.
        if (topic === null || total === 0) throw new AppError('not_found', { what: '热点' });
        const { rows: warnings } = await warningsOf(
          context,
          db,
          reach,
          { topic: id },
          { limit: 20, offset: 0 },
        );
        return {
          ...summaryOf(topic, names, clock.now()),
          members: rows.map((row) => memberOf(row, names, actor)),
          visible: total,
          warnings,
        };
      });
    },
    chronic: async (actor) => {
      const reach = scopeOf(actor, 'topic.read');
      const rules = profile.warnings?.chronic ?? CHRONIC_RULES;
      const { days, orders, months } = rules;
      const now = clock.now();
      const asked = { from: now - days * DAY, until: now, orders, months, limit: CHRONIC };
      const rows = await store.read((db) => chronicPlaces(db, reach, asked));
      return rows.map(({ place, issueType, ...row }) => ({
        ...row,
        place: place.replace('#', ''),
        issueType: { code: issueType, name: names.issueType(issueType) },
      }));
    },
  };
}

function summaryOf(row: StoredTopic, names: Names, now: number): TopicSummary {
  const { id, title, place, subject, issueType, streets, firstAt, lastAt, members, callers, heat } = row;
  return {
    id,
    title,
    place,
    subject,
    issueType: issueType === null ? null : { code: issueType, name: names.issueType(issueType) },
    streets,
    firstAt,
    lastAt,
    orders: members,
    callers,
    heat: cooled(heat, lastAt, now),
  };
}

function memberOf({ member, order }: MemberRow, names: Names, actor: Actor): TopicMember {
  return {
    orderId: member.orderId,
    number: order.number,
    at: member.at,
    excerpt: excerptFor(actor, order, knownAs(order.callerName), order.excerpt),
    issueType: { code: order.issueType, name: names.issueType(order.issueType) },
    street: order.street,
    leadUnit: { code: order.leadUnit, name: names.unit(order.leadUnit) },
    state: order.state as OrderState,
    evidence: member.evidence.map(({ feature, value }): MemberEvidence => ({
      feature,
      name: TOPIC_FEATURE[feature as keyof typeof TOPIC_FEATURE],
      value: feature === 'issueType' ? names.issueType(value) : value,
    })),
  };
}
