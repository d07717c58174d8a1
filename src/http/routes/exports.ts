import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { ExportFile, Exporting } from '../../app/export/exporting.ts';
import type { Services } from '../../app/types.ts';
import { AppError } from '../../kernel/errors.ts';
import { attachmentHeader } from '../../kernel/file-names.ts';
import { actorOf, type AppEnv, type Ctx, type Deps } from '../context.ts';
import { apiFilterSchema, exportShape, toExportAsked, toOrderFilter } from '../filter.ts';
import { filterText } from '../filter-text.ts';
import { refusals } from '../schemas.ts';
import { streamOf } from '../streaming.ts';

const querySchema = apiFilterSchema.omit({ page: true, pageSize: true }).extend(exportShape);
const binary = { schema: z.string().openapi({ format: 'binary' }) };

const take = createRoute({
  method: 'get',
  path: '/orders/export',
  tags: ['工单'],
  summary: '把符合条件的工单全部导出为 xlsx 或 csv',
  description:
    '条件与 GET /orders 相同，件数、次序也相同，不分页，边读边写。每次导出有编号，写在文件名、表内和审计里；' +
    '没有权限看来电人信息的，姓名、电话、门牌已遮盖。',
  security: [{ key: [] }, { session: [] }],
  request: { query: querySchema },
  responses: {
    200: { description: '文件', content: { 'application/octet-stream': binary } },
    ...refusals(400, 401, 403),
  },
});

/** Throws `not_found` where nothing can be exported. */
export function exportingOf({ exporting }: Services): Exporting {
  if (exporting === undefined) throw new AppError('not_found', { what: '导出' });
  return exporting;
}

/** The file as a download. */
export const download = (c: Ctx, { name, mediaType, mark, bytes }: ExportFile): Response =>
  c.body(streamOf(bytes()), 200, {
    'content-type': mediaType,
    'content-disposition': attachmentHeader(name),
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-store',
    'x-jiesu-export': mark.id,
    'x-jiesu-rows': String(mark.rows),
  });

/** Lists of orders as files. */
export function exportRoutes({ services, clock }: Deps) {
  const app = new OpenAPIHono<AppEnv>();
  app.openapi(take, async (c) => {
    const { format, encoding, columns, layout, mask, ...chosen } = c.req.valid('query');
    const asked = toExportAsked({ format, encoding, columns, layout, mask }, filterText(chosen));
    const filter = toOrderFilter(chosen, clock.now());
    return download(c, await exportingOf(services).take(actorOf(c), filter, asked));
  });
  return app;
}
