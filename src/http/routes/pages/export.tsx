import { Hono } from 'hono';
import type { z } from 'zod';
import { mayDo } from '../../../app/rights.ts';
import { ExportPage } from '../../../web/pages/export.tsx';
import { actorOf, type AppEnv, type Ctx, type Deps } from '../../context.ts';
import { exportShape, narrowed, pageExportSchema, toExportAsked, toOrderFilter } from '../../filter.ts';
import { filterText } from '../../filter-text.ts';
import { requireSession } from '../../middleware/auth.ts';
import { firstTab, tabFilter } from '../../queue-tabs.ts';
import { frameOf, renderPage } from '../../render.tsx';
import { validationError } from '../../validation.ts';
import { download, exportingOf } from '../exports.ts';

const fileSchema = pageExportSchema.extend(exportShape).omit({ columns: true });

/** The list of the queue as a file: what it would hold, and the file itself. */
export function exportPages(deps: Deps) {
  const { services, clock } = deps;
  const app = new Hono<AppEnv>();

  app.get('/export', requireSession, async (c) => {
    const actor = actorOf(c);
    const { tab = firstTab(actor), ...chosen } = queryOf(c, pageExportSchema);
    const now = clock.now();
    const filter = narrowed(toOrderFilter(chosen, now), tabFilter(tab, actor, now));
    const exporting = exportingOf(services);
    return renderPage(
      c,
      <ExportPage
        frame={frameOf(c, deps)}
        query={{ tab, ...chosen }}
        described={filterText(chosen)}
        sums={await exporting.sums(actor, filter)}
        choices={exporting.choices}
        seesCallers={mayDo(actor, 'order.personal')}
      />,
    );
  });

  app.get('/export/file', requireSession, async (c) => {
    const actor = actorOf(c);
    const { tab = firstTab(actor), format, encoding, layout, mask, ...chosen } = queryOf(c, fileSchema);
    const now = clock.now();
    const filter = narrowed(toOrderFilter(chosen, now), tabFilter(tab, actor, now));
    const columns = layout === undefined ? c.req.queries('column') : undefined;
    const asked = toExportAsked(
      // A form sends the encoding of a csv whatever the format.
      {
        format,
        encoding: format === 'csv' ? encoding : undefined,
        layout,
        mask,
        columns: columns?.join(','),
      },
      filterText({ tab, ...chosen }),
    );
    return download(c, await exportingOf(services).take(actor, filter, asked));
  });
  return app;
}

/** The query of a page; a form sends its empty fields too, and columns more than once. */
function queryOf<T extends z.ZodType>(c: Ctx, schema: T): z.output<T> {
  const filled = Object.fromEntries(
    Object.entries(c.req.query()).filter(([name, value]) => value !== '' && name !== 'column'),
  );
  const parsed = schema.safeParse(filled);
  if (!parsed.success) throw validationError(parsed.error.issues, filled, 'query');
  return parsed.data;
}
