/** Who signs in, by role: accounts of the demonstration. */
export const PEOPLE = {
  dispatcher: 'paidan',
  handler: 'xdsc',
  unitLeader: 'suozhang',
  callback: 'huifang',
  analyst: 'fenxi',
  leader: 'zhuren',
  admin: 'admin',
} as const;
export type PageRole = keyof typeof PEOPLE | 'nobody';

/** What is stored of one order, to ask for it. */
export type Sample = { readonly number: string; readonly tail: string };

/** A page: an address, addresses made from samples, or what links of another page lead to. */
export type PageAsked = {
  readonly as: PageRole;
  readonly path?: string;
  readonly each?: (sample: Sample) => string;
  readonly links?: { readonly on: string; readonly to: RegExp };
  /** Posted to the address, made from a sample. */
  readonly form?: (sample: Sample) => Record<string, string>;
  /** One of those over which leaders look at everything that is stored. */
  readonly isDashboard?: true;
};

const DAY = 86_400_000;
const dayBefore = (days: number): string => new Date(Date.now() - days * DAY).toISOString().slice(0, 10);
const [YEAR, MONTH, TOMORROW] = [dayBefore(365), dayBefore(30), dayBefore(-1)];
const q = encodeURIComponent;

const at = (as: PageRole, ...paths: readonly string[]): PageAsked[] => paths.map((path) => ({ as, path }));
const board = (as: PageRole, ...paths: readonly string[]): PageAsked[] =>
  paths.map((path) => ({ as, path, isDashboard: true }));
const linked = (as: PageRole, on: string, to: RegExp): PageAsked => ({ as, links: { on, to } });

const tabs = (as: PageRole, names: string): PageAsked[] =>
  at(as, ...names.split(' ').map((tab) => `/?tab=${tab}`));
const filters = (as: PageRole, ...queries: readonly string[]): PageAsked[] =>
  at(as, ...queries.map((query) => `/?tab=all&${query}`));

const QUEUES: readonly PageAsked[] = [
  ...tabs('dispatcher', 'review applications ruling dispatched overdue soon supervised all'),
  ...tabs('handler', 'dispatched working mine due asked replied all'),
  ...tabs('leader', 'ruling applications overdue soon supervised review all'),
  ...tabs('callback', 'replied all'),
  ...tabs('analyst', 'all review'),
  ...filters(
    'dispatcher',
    'page=2000',
    'urgency=safety',
    `demandKind=${q('投诉')}`,
    'issueType=0101',
    'issueType=01',
    'unit=SCS-XCAJ',
    `street=${q('西长安街')}`,
    'channel=phone',
    `from=${MONTH}&to=${TOMORROW}`,
    `q=${q('市民')}`,
    `q=${q('来电')}`,
    `q=${q('噪声')}`,
    `q=${q('商家 退款')}`,
    `q=${q('羽绒服')}`,
    `q=${q('没有人说过的话呀')}`,
    `caller=${q('王')}`,
    `subject=${q('超市')}`,
    `product=${q('鞋')}`,
    `demand=${q('退款')}`,
    `community=${q('社区')}`,
    `person=${q('王所')}`,
    `dueFrom=${dayBefore(7)}&dueTo=${TOMORROW}`,
    'late=true',
    'action=review',
    'supervised=true',
    'verdict=bothNo',
  ),
  { as: 'dispatcher', each: ({ number }) => `/?tab=all&q=${number}` },
  { as: 'dispatcher', each: ({ tail }) => `/?tab=all&q=${tail}` },
  { as: 'dispatcher', each: ({ tail }) => `/?tab=all&phone=${tail}` },
  { as: 'dispatcher', each: ({ number }) => `/?tab=all&number=${number.slice(0, 8)}` },
  ...filters(
    'handler',
    `q=${q('市民')}`,
    `q=${q('羽绒服')}`,
    `subject=${q('超市')}`,
    `demand=${q('退款')}`,
    'verdict=bothNo',
  ),
  ...at('dispatcher', `/?tab=review&q=${q('市民')}`, `/?tab=overdue&unit=SCS-XCAJ`),
  ...at('leader', `/?tab=overdue&q=${q('市民')}`, `/?tab=all&verdict=bothNo&from=${MONTH}`),
];

const ORDER = /^\/orders\/[^/?]+$/;
const ORDERS: readonly PageAsked[] = [
  linked('dispatcher', '/?tab=review', ORDER),
  linked('dispatcher', '/?tab=all', ORDER),
  linked('dispatcher', '/?tab=overdue', ORDER),
  linked('dispatcher', '/?tab=all&page=2000', ORDER),
  linked('handler', '/?tab=all', ORDER),
  linked('handler', '/?tab=due', ORDER),
  linked('unitLeader', '/?tab=all', ORDER),
  linked('callback', '/callbacks', /^\/callbacks\/[^/?]+$/),
  linked('leader', '/?tab=supervised', ORDER),
];

const SEARCHES: readonly PageAsked[] = [
  ...['市民', '商家 退款', '噪声扰民', '羽绒服', '七日无理由', '消保法 55', '西长安街', '派单权'].flatMap(
    (words) => at('dispatcher', `/search?q=${q(words)}`),
  ),
  ...at('handler', `/search?q=${q('市民')}`, `/search?q=${q('七日无理由')}`),
  ...at('analyst', `/search?q=${q('市民')}`),
  { as: 'dispatcher', each: ({ number }) => `/search?q=${number}` },
  { as: 'dispatcher', each: ({ number }) => `/search?q=${number.slice(9)}` },
  { as: 'dispatcher', each: ({ tail }) => `/search?q=${tail}` },
];

const WORK: readonly PageAsked[] = [
  ...at('callback', '/callbacks'),
  ...at(
    'handler',
    '/reminders',
    '/rota',
    '/tasks',
    '/scores',
    '/figures',
    '/knowledge',
    '/knowledge/notices',
  ),
  ...at('dispatcher', '/reminders', '/rights', '/dial', '/rulings', '/refusals', '/catalogue', '/taxonomy'),
  ...at('dispatcher', '/import', `/export?tab=all&q=${q('市民')}`, '/warnings', '/topics'),
  ...at('unitLeader', '/rota', '/reminders', '/scores', '/reports', '/figures/charts/trend'),
  ...at('leader', '/reminders', '/refusals', '/taxonomy', '/catalogue/revisions'),
];

const KNOWLEDGE: readonly PageAsked[] = [
  ...at('handler', `/knowledge?q=${q('预付卡')}`, '/knowledge/laws', '/knowledge/rules', '/knowledge/cards'),
  ...at('analyst', '/knowledge/submissions', '/knowledge/stale', '/knowledge/ratings'),
  ...['网上买的鞋可以七天无理由退货吗', '商场卖过期食品怎么赔', '楼上装修噪声谁来管'].flatMap((words) =>
    at('handler', `/ask?q=${q(words)}`),
  ),
  linked('handler', '/knowledge', /^\/knowledge\/entries\/(?!new)[^/?]+$/),
  linked('handler', '/knowledge/laws', /^\/knowledge\/laws\/[^/?]+$/),
  linked('handler', '/knowledge/rules', /^\/knowledge\/rules\/(?!new)[^/?]+$/),
  ...at('nobody', '/public', '/progress', '/login'),
  {
    as: 'nobody',
    path: '/progress',
    form: ({ number, tail }) => ({ number, tail }),
  },
];

const LEARNING: readonly PageAsked[] = [
  ...at('analyst', '/annotate', '/annotate/disagreements', '/models', '/errors', '/errors?about=unit'),
  linked('analyst', '/models', /^\/models\/[^/?]+$/),
];

const ADMIN: readonly PageAsked[] = [
  ...at('admin', '/admin', '/admin/keys', '/admin/units', '/admin/rules', '/admin/backups', '/admin/system'),
  ...at('admin', '/admin/audit', '/simulation', '/handbook', '/admin/audit?action=order.read'),
  linked('admin', '/admin', /^\/admin\/people\/[^/?]+$/),
];

const VIEWS = ['distribution', 'heat', 'trend', 'control', 'changes', 'residents', 'heads'];
const over = (from: string): string => `from=${from}&to=${TOMORROW}`;
const DASHBOARDS: readonly PageAsked[] = [
  ...board('leader', '/leader', '/figures'),
  ...['unit', 'issueType', 'street', 'day', 'month', ''].flatMap((by) =>
    board('leader', `/figures?by=${by}&${over(YEAR)}`),
  ),
  ...board('leader', `/figures/cases?rate=solved&part=miss&${over(YEAR)}`),
  ...VIEWS.flatMap((view) =>
    board(
      'leader',
      `/figures/charts/${view}`,
      `/figures/charts/${view}?${over(YEAR)}`,
      `/figures/charts/${view}?${over(YEAR)}&unit=SCS-XCAJ`,
    ),
  ),
  ...board('leader', `/figures/charts/changes?${over(MONTH)}&against=year`),
  ...board('leader', `/figures/charts/heat?${over(YEAR)}&rows=weekday&columns=hour`),
  ...board('leader', '/topics', '/topics?days=365', '/warnings', '/warnings?state=new', '/tasks'),
  ...board('leader', '/scores', '/scores/unit/SCS-XCAJ', '/reports', '/reports?kind=monthly'),
  { ...linked('leader', '/topics', /^\/topics\/\d+$/), isDashboard: true },
  { ...linked('leader', '/figures/charts/distribution', /^\/subjects\/[^/?]+$/), isDashboard: true },
  ...board(
    'leader',
    `/reports/view?kind=daily&date=${dayBefore(1)}`,
    `/reports/view?kind=monthly&date=${dayBefore(31).slice(0, 7)}`,
    `/reports/view?kind=monthly&date=${dayBefore(31).slice(0, 7)}&unit=SCS-XCAJ`,
    `/reports/view?kind=leader&date=${dayBefore(0)}`,
    `/reports/view?kind=meeting&date=${dayBefore(0)}`,
  ),
];

/** Every main page as the role that uses it. */
export const PAGES: readonly PageAsked[] = [
  ...QUEUES,
  ...ORDERS,
  ...SEARCHES,
  ...WORK,
  ...KNOWLEDGE,
  ...LEARNING,
  ...ADMIN,
  ...DASHBOARDS,
];
