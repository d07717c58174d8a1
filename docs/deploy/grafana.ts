/**
 * The Grafana board, written from the metrics it shows.
 *   npx tsx docs/deploy/grafana.ts > docs/deploy/grafana.json
 */
type Panel = readonly [
  title: string,
  unit: string,
  queries: readonly (readonly [expr: string, legend: string])[],
];

const RATE = '[5m]';
const PANELS: readonly Panel[] = [
  ['请求每秒', 'reqps', [[`sum by (status) (rate(jiesu_http_request_seconds_count${RATE}))`, '{{status}}']]],
  [
    '应答时间',
    's',
    [0.5, 0.95, 0.99].map(
      (q) =>
        [
          `histogram_quantile(${q}, sum by (le) (rate(jiesu_http_request_seconds_bucket{route!="/api/v1/live"}${RATE})))`,
          `p${q * 100}`,
        ] as const,
    ),
  ],
  [
    '最慢的十个地址（p95）',
    's',
    [
      [
        `topk(10, histogram_quantile(0.95, sum by (le, route) (rate(jiesu_http_request_seconds_bucket{route!="/api/v1/live"}${RATE}))))`,
        '{{route}}',
      ],
    ],
  ],
  ['收单', 'short', [['sum by (status) (increase(jiesu_orders_total[1h]))', '{{status}}']]],
  ['后台工作', 'short', [['sum by (topic, state) (jiesu_outbox_jobs)', '{{topic}} {{state}}']]],
  ['最久的后台工作', 's', [['jiesu_outbox_oldest_seconds', '等待']]],
  ['等待写入', 'short', [['jiesu_writes_waiting', '等待']]],
  ['因繁忙谢绝', 'reqps', [[`sum by (reason) (rate(jiesu_requests_shed_total${RATE}))`, '{{reason}}']]],
  ['实时连接', 'short', [['jiesu_live_lines', '连接']]],
  ['事件循环延迟 p99', 's', [['nodejs_eventloop_lag_p99_seconds', '延迟']]],
  ['内存', 'bytes', [['process_resident_memory_bytes', '驻留']]],
  ['数据库', 'bytes', [['jiesu_database_bytes', '{{part}}']]],
  ['最近备份距今', 's', [['jiesu_backup_age_seconds', '距今']]],
  ['处理器', 'percentunit', [[`rate(process_cpu_seconds_total${RATE})`, '一个核为 1']]],
];

const board = {
  title: 'Jiesu 接诉',
  uid: 'jiesu',
  schemaVersion: 39,
  time: { from: 'now-6h', to: 'now' },
  refresh: '30s',
  templating: {
    list: [{ name: 'source', label: '数据源', type: 'datasource', query: 'prometheus' }],
  },
  panels: PANELS.map(([title, unit, queries], i) => ({
    id: i + 1,
    title,
    type: 'timeseries',
    datasource: { type: 'prometheus', uid: '${source}' },
    gridPos: { x: (i % 3) * 8, y: Math.floor(i / 3) * 8, w: 8, h: 8 },
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    targets: queries.map(([expr, legendFormat], k) => ({
      refId: String.fromCharCode(65 + k),
      expr,
      legendFormat,
    })),
  })),
};

console.log(JSON.stringify(board, null, 2));
