import type { OrderDetail } from '../../app/types.ts';
import { CONTACT_RESULT, CONTACT_WAY, TELL_WAY } from '../../kernel/contact-words.ts';
import { STATE_NAMES } from '../../kernel/move-words.ts';
import { dateTime, isoTime, shortTime, sinceWords } from '../format.ts';
import { StateBadge } from './badges.tsx';
import { CallbackOf } from './order-callback.tsx';

/** Where an order stands: its state and since when, who answers for it, and what waits for whom. */
export function OrderStanding({ order, now }: { order: OrderDetail; now: number }) {
  const { life, leadUnit, jointUnit, person, state, since } = order;
  return (
    <section aria-labelledby="standing-title" class="panel">
      <div class="panel-head">
        <h2 id="standing-title">现状</h2>
        <StateBadge state={state} waits={state === 'received' && order.action === 'review'} />
        <span class="small">
          <time datetime={isoTime(since)}>{shortTime(since, now)}</time> 起，{sinceWords(since, now)}
        </span>
      </div>
      <dl class="decision standing">
        <Pair term="承办">
          <b>{leadUnit.name}</b> {person === null ? (state === 'received' ? '' : '（还没有人签收）') : person}
        </Pair>
        {jointUnit === null ? null : (
          <Pair term="协办">
            {jointUnit.name}，{life.jointAnswer === null ? '还没有答复' : '已答复'}
          </Pair>
        )}
        {life.supervision.level === 0 ? null : (
          <Pair term="督办">
            <b class="late">{life.supervision.level} 级</b>，
            {life.supervision.answeredAt === null ? '还没有反馈' : '已反馈'}
            {life.supervision.reason === null ? '' : `：${life.supervision.reason}`}
          </Pair>
        )}
        {life.supervision.earlier.length === 0 ? null : (
          <Pair term="此前督办">
            {life.supervision.earlier
              .map(
                ({ unit, level, answeredAt }) =>
                  `${unit.name} ${level} 级，${answeredAt === null ? '没有反馈' : '已反馈'}`,
              )
              .join('；')}
          </Pair>
        )}
        {life.planDay === null ? null : <Pair term="挂账">计划 {life.planDay} 前解决</Pair>}
        {life.merchant === null ? null : (
          <Pair term="商家">
            {life.merchant.name} 先行和解，限{' '}
            <time datetime={isoTime(life.merchant.until)}>{shortTime(life.merchant.until, now)}</time> 前
          </Pair>
        )}
        {life.ending === null ? null : (
          <Pair term="结案">
            {life.ending.name}
            {life.ending.code === null ? '' : ` ${life.ending.code}`}
            {life.before === null ? '' : `，之前${STATE_NAMES[life.before]}`}
            {life.told.length === 0 ? '，还没有告知来电人' : ''}
          </Pair>
        )}
        {life.ruled ? <Pair term="裁定">承办单位已经裁定，不再退单</Pair> : null}
        {life.reopened === 0 ? null : <Pair term="重办">第 {String(life.reopened)} 次</Pair>}
      </dl>
      <Application order={order} />
    </section>
  );
}

function Pair({ term, children }: { term: string; children?: unknown }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children as never}</dd>
    </div>
  );
}

/** What was applied for, as it stands before whoever decides; what its proof still lacks is said. */
function Application({ order }: { order: OrderDetail }) {
  const { pending } = order.life;
  if (pending === null) return null;
  const { name, by, byUnit, at, reason, clause, code, codeName, owner, issueType } = pending;
  const { planDay, until, missing } = pending;
  return (
    <div class="application">
      <p>
        <b>
          {name}申请待{pending.disputed ? '裁定' : '审定'}
        </b>{' '}
        <span class="small">
          {byUnit?.name} {by}，{dateTime(at)}
        </span>
      </p>
      <dl class="decision standing small">
        {owner === null ? null : <Pair term="提请">由{owner.name}承办</Pair>}
        {issueType === null ? null : (
          <Pair term="分类">
            应为 {issueType.code} {issueType.name}
          </Pair>
        )}
        {code === null ? null : (
          <Pair term="事由">
            {code} {codeName}
          </Pair>
        )}
        {planDay === null ? null : <Pair term="计划">{planDay} 前解决</Pair>}
        {until === null ? null : <Pair term="延至">{dateTime(until)}</Pair>}
        <Pair term="理由">{reason}</Pair>
        {clause === null ? null : <Pair term="条款">{clause}</Pair>}
      </dl>
      {missing.length === 0 ? null : <p class="lacking-words small">{`还缺：${missing.join('；')}`}</p>}
    </div>
  );
}

const VERDICT_WORDS = {
  waits: '待审定',
  accepted: '同意',
  refused: '不同意',
  ruled: '裁定',
  withdrawn: '撤回',
} as const;

/** Who was spoken to, who was called in and what they said: the people of an order. */
export function OrderPeople({ order, now }: { order: OrderDetail; now: number }) {
  const { life, jointUnit } = order;
  const { contacts, whistles, meetings, returns, extensions, told, reply } = life;
  const supervised = life.supervision.answer;
  const lists = [contacts, whistles, meetings, returns, extensions, told];
  if (lists.every((list) => list.length === 0) && life.jointAnswer === null && supervised === null)
    return null;
  const time = (at: number) => <time datetime={isoTime(at)}>{shortTime(at, now)}</time>;
  return (
    <section aria-labelledby="people-title" class="panel">
      <h2 id="people-title">联系与协同</h2>
      {contacts.length === 0 ? null : (
        <>
          <h3>{`联系来电人（${life.contactDone ? '已联系' : '还没有联系上'}）`}</h3>
          <ul class="plain-list">
            {contacts.map(({ at, way, result, by }) => (
              <li>
                {time(at)} {CONTACT_WAY[way]}，{CONTACT_RESULT[result]}，{by}
              </li>
            ))}
          </ul>
        </>
      )}
      {told.length === 0 ? null : (
        <>
          <h3>告知来电人</h3>
          <ul class="plain-list">
            {told.map(({ at, by, way, basis }) => (
              <li>
                {time(at)} {by}
                {way === null ? '' : `，${TELL_WAY[way]}`}
                {basis === null ? '' : `，依据 ${basis}`}
              </li>
            ))}
          </ul>
        </>
      )}
      {reply === null ? null : (
        <details>
          <summary>答复全文（{reply.outcomeName}）</summary>
          <ol>
            {reply.demands.map(({ answer, reason }) => (
              <li>{answer ?? `不答复：${reason ?? ''}`}</li>
            ))}
          </ol>
          <p class="reply">{reply.text}</p>
        </details>
      )}
      {life.jointAnswer === null ? null : (
        <>
          <h3>{jointUnit?.name ?? '协办单位'}的答复</h3>
          <p>
            {time(life.jointAnswer.at)} {life.jointAnswer.text}
          </p>
        </>
      )}
      {life.callback === null ? null : <CallbackOf callback={life.callback} now={now} />}
      {whistles.map(({ at, units }) => (
        <>
          <h3>吹哨 {time(at)}</h3>
          <ul class="plain-list">
            {units.map(({ name, reportedAt, answer }) => (
              <li>
                {name}：{reportedAt === null ? '还没有报到' : <>{time(reportedAt)} 报到</>}，
                {answer === null ? '还没有答复' : `答复：${answer}`}
              </li>
            ))}
          </ul>
        </>
      ))}
      {meetings.map(({ at, place, units, agreed }) => (
        <>
          <h3>
            会商 {time(at)} {place}
          </h3>
          <p class="small">{units.map(({ name }) => name).join('、')}</p>
          <ul class="plain-list">
            {agreed.map(({ unit, task, due }) => (
              <li>
                {unit.name} {due} 前：{task}
              </li>
            ))}
          </ul>
        </>
      ))}
      {supervised === null ? null : (
        <>
          <h3>督办反馈</h3>
          <p>{supervised}</p>
        </>
      )}
      {returns.length === 0 ? null : (
        <>
          <h3>退单</h3>
          <ul class="plain-list">
            {returns.map(({ at, unit, owner, verdict, settledOn }) => (
              <li>
                {time(at)} {unit.name}提请由{owner.name}承办：{VERDICT_WORDS[verdict]}
                {settledOn === null || verdict === 'withdrawn' ? '' : `，由${settledOn.name}承办`}
              </li>
            ))}
          </ul>
        </>
      )}
      {extensions.length === 0 ? null : (
        <>
          <h3>延期</h3>
          <ul class="plain-list">
            {extensions.map(({ at, until }) => (
              <li>
                {time(at)} 同意{until === null ? '' : <>延至 {time(until)}</>}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
