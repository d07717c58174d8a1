import type { ChartSpec } from '../../kernel/chart-types.ts';
import { BarsDrawing } from './bars.tsx';
import { ChartTable } from './chart-table.tsx';
import type { Ids } from './drawing.tsx';
import { HeatDrawing } from './heat.tsx';
import { ParetoDrawing } from './pareto.tsx';
import { ControlDrawing, TrendDrawing } from './trend.tsx';

/**
 * A chart with its table twin, which holds the same numbers. `id`: different for every chart of a page. The table is
 * folded unless `open`; on paper it is always there.
 */
export function Chart({ spec, id, open = false }: { spec: ChartSpec; id: string; open?: boolean }) {
  return (
    <figure class="chart-figure" id={id}>
      <figcaption>{spec.title}</figcaption>
      <div class="chart-room">
        <DrawingOf spec={spec} ids={{ title: `${id}-title`, desc: `${id}-desc` }} />
      </div>
      {spec.note === undefined ? null : <p class="small muted">{spec.note}</p>}
      <details class="chart-numbers" open={open}>
        <summary>数字表</summary>
        <ChartTable spec={spec} />
      </details>
    </figure>
  );
}

function DrawingOf({ spec, ids }: { spec: ChartSpec; ids: Ids }) {
  switch (spec.kind) {
    case 'bars':
      return <BarsDrawing spec={spec} ids={ids} />;
    case 'pareto':
      return <ParetoDrawing spec={spec} ids={ids} />;
    case 'trend':
      return <TrendDrawing spec={spec} ids={ids} />;
    case 'control':
      return <ControlDrawing spec={spec} ids={ids} />;
    case 'heat':
      return <HeatDrawing spec={spec} ids={ids} />;
  }
}
