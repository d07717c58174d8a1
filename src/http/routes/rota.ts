import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { Rota } from '../../app/life/rota-types.ts';
import type { Services } from '../../app/types.ts';
import { AppError } from '../../kernel/errors.ts';
import { isoTime } from '../../web/format.ts';
import { actorOf, type AppEnv, type Deps } from '../context.ts';
import { refusals } from '../schemas.ts';

const named = z.object({ code: z.string(), name: z.string() });
const person = z.object({ id: z.string(), name: z.string() });
const time = z.string().openapi({ format: 'date-time', description: 'ISO 8601，带时区' });
const unitCode = z.string('须为字符串').regex(/^[A-Za-z0-9-]{1,32}$/, '须为承办单位编码');
const day = z.iso.date('须为日期，例如 2026-11-22');
const who = z.string('须为字符串').trim().min(1, '不能为空').max(64, '最多 64 个字符');

const dutySchema = z
  .object({
    id: z.string(),
    unit: named,
    day: z.string(),
    period: z.string().openapi({ description: '时段；结束不晚于开始的，到次日' }),
    from: time,
    to: time,
    person,
    substitute: person.nullable(),
    setBy: z.string(),
  })
  .openapi('Duty');
const absenceSchema = z
  .object({
    id: z.string(),
    unit: named,
    person,
    from: z.string(),
    to: z.string().openapi({ description: '最后一天' }),
    substitute: person.nullable(),
    note: z.string(),
    setBy: z.string(),
  })
  .openapi('Absence');
const rotaSchema = z
  .object({ duties: z.array(dutySchema), absences: z.array(absenceSchema) })
  .openapi('Rota');
const onDutySchema = z
  .array(
    z.object({
      id: z.string(),
      name: z.string(),
      unit: z.string(),
      day: z.string(),
      period: z.string(),
      inPlaceOf: z.string().nullable().openapi({ description: '替谁值班' }),
    }),
  )
  .openapi('OnDuty');
const peopleSchema = z
  .array(
    z.object({
      id: z.string(),
      username: z.string(),
      name: z.string(),
      role: z.string(),
      away: z
        .object({ until: z.string(), substitute: person.nullable() })
        .nullable()
        .openapi({ description: '不在岗到哪一天、谁替班；在岗为 null' }),
      onDuty: z.boolean(),
      open: z.int(),
      late: z.int(),
      soon: z.int(),
      byUrgency: z.object({ safety: z.int(), livelihood: z.int(), normal: z.int() }),
    }),
  )
  .openapi('Assignable');

export const dutyInput = z
  .strictObject({
    unit: unitCode,
    day,
    period: z.string('须为字符串').max(20, '须为时段，例如 09:00-18:00'),
    person: who.openapi({ description: '用户名，或者本单位只有一人叫的姓名' }),
    substitute: who.optional(),
    days: z.int('须为整数').min(1).max(62).optional().openapi({ description: '连续几天同一班次' }),
  })
  .openapi('NewDuty');
export const absenceInput = z
  .strictObject({
    unit: unitCode,
    person: who,
    from: day,
    to: day,
    substitute: who.optional(),
    note: z.string('须为字符串').max(200, '不能超过 200 字').optional(),
  })
  .openapi('NewAbsence');
export const importInput = z
  .strictObject({ csv: z.string('须为字符串').min(1, '没有内容').max(500_000, '太长') })
  .openapi('RotaImport');
const importedSchema = z
  .object({
    added: z.int(),
    changed: z.int(),
    same: z.int(),
    refused: z.array(z.object({ line: z.int(), reason: z.string() })),
  })
  .openapi('RotaImported');

const common = { tags: ['值班与人手'], security: [{ key: [] }, { session: [] }] };
const json = <T extends z.ZodType>(schema: T) => ({ content: { 'application/json': { schema } } });
const body = <T extends z.ZodType>(schema: T) => ({ required: true, ...json(schema) });
const done = { 204: { description: '已办' } };
const byId = z.object({ id: z.string().min(1).max(64) });

const routes = {
  list: createRoute({
    ...common,
    method: 'get',
    path: '/rota',
    summary: '值班表和不在岗的人',
    request: { query: z.strictObject({ unit: unitCode.optional(), from: day, to: day }) },
    responses: { 200: { description: '值班表', ...json(rotaSchema) }, ...refusals(400, 401, 403) },
  }),
  setDuty: createRoute({
    ...common,
    method: 'post',
    path: '/rota/duties',
    summary: '排一个班次；同一人同一班次已有的，换替班人',
    request: { body: body(dutyInput) },
    responses: { ...done, ...refusals(400, 401, 403, 415) },
  }),
  removeDuty: createRoute({
    ...common,
    method: 'delete',
    path: '/rota/duties/{id}',
    summary: '去掉一个班次',
    request: { params: byId },
    responses: { ...done, ...refusals(401, 403, 404) },
  }),
  setAbsence: createRoute({
    ...common,
    method: 'post',
    path: '/rota/absences',
    summary: '登记不在岗和替班人',
    request: { body: body(absenceInput) },
    responses: { ...done, ...refusals(400, 401, 403, 409, 415) },
  }),
  removeAbsence: createRoute({
    ...common,
    method: 'delete',
    path: '/rota/absences/{id}',
    summary: '去掉一条不在岗记录',
    request: { params: byId },
    responses: { ...done, ...refusals(401, 403, 404) },
  }),
  import: createRoute({
    ...common,
    method: 'post',
    path: '/rota/import',
    summary: '由 CSV 导入值班表；不收的行逐行说明',
    description: '表头：单位、日期、时段、值班人、替班人；单位、替班人可以没有。',
    request: { body: body(importInput) },
    responses: { 200: { description: '收了多少', ...json(importedSchema) }, ...refusals(400, 401, 403, 415) },
  }),
  onDuty: createRoute({
    ...common,
    method: 'get',
    path: '/units/{unit}/on-duty',
    summary: '单位此刻谁值班',
    request: { params: z.object({ unit: unitCode }) },
    responses: { 200: { description: '值班的人', ...json(onDutySchema) }, ...refusals(400, 401, 403) },
  }),
  people: createRoute({
    ...common,
    method: 'get',
    path: '/units/{unit}/people',
    summary: '单位的人手：谁在岗，手上有多少工单',
    request: { params: z.object({ unit: unitCode }) },
    responses: { 200: { description: '按姓名排列', ...json(peopleSchema) }, ...refusals(400, 401, 403) },
  }),
};

/** The rota. Throws `not_found` where the program runs without it. */
export function rotaOf({ rota }: Services): Rota {
  if (rota === undefined) throw new AppError('not_found', { what: '值班与人手' });
  return rota;
}

type Filled<T> = { [K in keyof T]: Exclude<T[K], undefined> };
/** Fields left out are left out. */
export const filled = <T extends object>(values: T): Filled<T> =>
  Object.fromEntries(Object.entries(values).filter(([, v]) => v !== undefined)) as Filled<T>;

/** Who is on duty and who is there to do the work. */
export function rotaRoutes({ services }: Deps) {
  const app = new OpenAPIHono<AppEnv>();
  app.openapi(routes.list, async (c) => {
    const { duties, absences } = await rotaOf(services).list(actorOf(c), filled(c.req.valid('query')));
    const dated = duties.map((duty) => ({ ...duty, from: isoTime(duty.from), to: isoTime(duty.to) }));
    return c.json({ duties: dated, absences: [...absences] }, 200);
  });
  app.openapi(routes.setDuty, async (c) => {
    await rotaOf(services).setDuty(actorOf(c), filled(c.req.valid('json')));
    return c.body(null, 204);
  });
  app.openapi(routes.removeDuty, async (c) => {
    await rotaOf(services).removeDuty(actorOf(c), c.req.valid('param').id);
    return c.body(null, 204);
  });
  app.openapi(routes.setAbsence, async (c) => {
    await rotaOf(services).setAbsence(actorOf(c), filled(c.req.valid('json')));
    return c.body(null, 204);
  });
  app.openapi(routes.removeAbsence, async (c) => {
    await rotaOf(services).removeAbsence(actorOf(c), c.req.valid('param').id);
    return c.body(null, 204);
  });
  app.openapi(routes.import, async (c) => {
    const { refused, ...counts } = await rotaOf(services).importDuties(actorOf(c), c.req.valid('json').csv);
    return c.json({ ...counts, refused: [...refused] }, 200);
  });
  app.openapi(routes.onDuty, async (c) =>
    c.json([...(await rotaOf(services).whoIsOnDuty(actorOf(c), c.req.valid('param').unit))], 200),
  );
  app.openapi(routes.people, async (c) =>
    c.json([...(await rotaOf(services).assignable(actorOf(c), c.req.valid('param').unit))], 200),
  );
  return app;
}
