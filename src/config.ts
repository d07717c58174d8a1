import { z } from 'zod';
import { AppError } from './kernel/errors.ts';
import { readNetworks } from './kernel/networks.ts';

const text = z.string().min(1, '不能为空');
const flag = z
  .string()
  .transform(
    (value) => ({ on: true, true: true, 1: true, off: false, false: false, 0: false })[value.toLowerCase()],
  )
  .refine((value) => value !== undefined, '须为 on 或 off')
  .transform((value) => value === true);
const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, '须为整数')
    .transform(Number)
    .refine((value) => value >= min && value <= max, `须在 ${min} 与 ${max} 之间`);

/** An address that others are sent to or that secrets go to: https, or http on this machine for trying. */
const webAddress = z.string().refine((value) => {
  if (value === '') return true;
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, username, search, hash } = new URL(value);
  const isHere = ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
  const isBare = username === '' && search === '' && hash === '';
  return isBare && (protocol === 'https:' || (protocol === 'http:' && isHere));
}, '须为 https:// 开头的地址，不带用户名、? 和 #（只有本机可以用 http://）');

/** One setting: its key in `Config`, the environment variable, how it is read, its default, what it is for. */
type Setting<T> = {
  readonly env: string;
  readonly schema: z.ZodType<T, string>;
  readonly default: string;
  readonly help: string;
  /** Never shown, logged or documented with its value. */
  readonly secret?: true;
};

const setting = <T>(s: Setting<T>): Setting<T> => s;

/** Every setting there is. Read once, at the start. */
export const SETTINGS = {
  db: setting({
    env: 'JIESU_DB',
    schema: text.regex(/^(file|libsql|https?|wss?):/, '须以 file: 或 libsql: 开头'),
    default: 'file:jiesu.db',
    help: '数据库地址：本机文件 file:路径，或 libSQL 服务器 libsql://…（内网可用 ws://…）',
  }),
  dbToken: setting({
    env: 'JIESU_DB_TOKEN',
    schema: z.string(),
    default: '',
    help: 'libSQL 服务器的访问令牌；本机文件不需要',
    secret: true,
  }),
  files: setting({
    env: 'JIESU_FILES',
    schema: z.string(),
    default: '',
    help: '证据文件的目录；不写则在数据库文件旁，名称加 .files（jiesu.db.files）。数据库在服务器上时必须写，否则不收文件。与数据库一起备份',
  }),
  fileLimitMb: setting({
    env: 'JIESU_FILE_LIMIT_MB',
    schema: whole(1, 4096),
    default: '50',
    help: '一个证据文件最大多少 MB',
  }),
  copyEveryHours: setting({
    env: 'JIESU_COPY_EVERY_HOURS',
    schema: whole(0, 168),
    default: '24',
    help: '每多少小时自动做一份数据库的时点副本（数据库旁的 .copies 目录），jiesu restore --at 用它恢复到某一时刻；0 为不做。数据库在服务器上时不做',
  }),
  copyKeepDays: setting({
    env: 'JIESU_COPY_KEEP_DAYS',
    schema: whole(1, 3650),
    default: '14',
    help: '时点副本留多少天；两天以内的全留，更早的每天留最后一份',
  }),
  importDir: setting({
    env: 'JIESU_IMPORT_DIR',
    schema: z.string(),
    default: '',
    help: '导入文件夹：其他系统放进来的 jsonl、csv、xlsx 自动入库，办完移到其中的 done，读不了的移到 failed，旁边各有一份报告。只由一个服务进程看管；不写则不启用',
  }),
  importMap: setting({
    env: 'JIESU_IMPORT_MAP',
    schema: z.string(),
    default: '',
    help: '导入文件夹用的列映射的名称（在导入页或用 jiesu import --save-map 存入）；不写则按列名认',
  }),
  host: setting({ env: 'JIESU_HOST', schema: text, default: '127.0.0.1', help: '监听的网络地址' }),
  port: setting({
    env: 'JIESU_PORT',
    schema: whole(0, 65_535),
    default: '8787',
    help: '监听的端口，0 为任选',
  }),
  secureCookies: setting({
    env: 'JIESU_SECURE_COOKIES',
    schema: flag,
    default: 'off',
    help: '只经 https 发送会话 Cookie；前面有 https 代理时应打开（on）',
  }),
  trustedProxies: setting({
    env: 'JIESU_TRUSTED_PROXIES',
    schema: z.string().transform((value, context) => {
      const networks = readNetworks(value);
      if (!('wrong' in networks)) return networks;
      context.addIssue({ code: 'custom', message: `“${networks.wrong}”不是地址或网段` });
      return z.NEVER;
    }),
    default: '',
    help: '前面各层反向代理的地址或网段，逗号分隔，如 127.0.0.1,10.0.0.0/8，有几层写几层；公开页面按来访地址限流，来访地址取 X-Forwarded-For 里从右往左第一个不属于这些代理的。不写则不看这个头，代理后面的人合算一个地址',
  }),
  modelDir: setting({
    env: 'JIESU_MODEL',
    schema: text,
    default: 'models',
    help: '分拣模型所在目录：一个模型，或带 registry.json 的模型库',
  }),
  encoder: setting({
    env: 'JIESU_ENCODER',
    schema: text,
    default: 'models/encoder',
    help: '编码器（把文本变成向量的本地模型）所在目录；off 为不启用，默认目录里没有模型时也不启用',
  }),
  readingThreads: setting({
    env: 'JIESU_READING_THREADS',
    schema: whole(0, 8),
    default: '1',
    help: '另开几个线程读来件（判类、找法条、起草答复），主线程只管收发和存取；每个约占 400 MB 内存，单核或内存小的机器写 0',
  }),
  calendarFile: setting({
    env: 'JIESU_CALENDAR',
    schema: text,
    default: 'data/calendar/cn.json',
    help: '工作日历文件：各年的放假和调休（jiesu calendar check 可以先检查）',
  }),
  profileDir: setting({
    env: 'JIESU_PROFILE',
    schema: text,
    default: 'data/profile/xicheng',
    help: '配置包（分类、单位、地名、派单目录）所在目录',
  }),
  knowledgeDir: setting({
    env: 'JIESU_KNOWLEDGE',
    schema: text,
    default: 'data/knowledge',
    help: '知识库所在目录',
  }),
  trainingData: setting({
    env: 'JIESU_TRAINING_DATA',
    schema: text,
    default: 'data/orders',
    help: '在页面上训练时，与库内标注一起使用的标注工单：jsonl 文件或放这些文件的目录',
  }),
  gold: setting({
    env: 'JIESU_GOLD',
    schema: z.string(),
    default: 'data/gold/dev.jsonl',
    help: '金标：从不用于训练、只用来对比新旧模型的标注工单（jsonl）；文件不存在时只用留出工单对比',
  }),
  logLevel: setting({
    env: 'JIESU_LOG_LEVEL',
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], '不是日志级别'),
    default: 'info',
    help: '日志级别：fatal error warn info debug trace silent',
  }),
  sessionHours: setting({
    env: 'JIESU_SESSION_HOURS',
    schema: whole(1, 168),
    default: '12',
    help: '登录后多少小时须重新登录',
  }),
  sessionIdleMinutes: setting({
    env: 'JIESU_SESSION_IDLE_MINUTES',
    schema: whole(5, 10_080),
    default: '120',
    help: '多少分钟没有操作须重新登录；页面自己刷新不算操作',
  }),
  publicUrl: setting({
    env: 'JIESU_PUBLIC_URL',
    schema: webAddress
      .refine(
        (value) => value === '' || (URL.canParse(value) && new URL(value).pathname === '/'),
        '不能带路径',
      )
      .transform((value) => (value === '' ? '' : new URL(value).origin)),
    default: '',
    help: '浏览器里看到的本系统地址，如 https://12345.example.gov.cn；启用统一身份认证时必须写，回调地址是它加 /login/oidc/callback',
  }),
  oidcIssuer: setting({
    env: 'JIESU_OIDC_ISSUER',
    schema: webAddress,
    default: '',
    help: '统一身份认证（OpenID Connect）的签发者地址，与它自己公布的 issuer 一致；不写则不启用。只访问这一个主机',
  }),
  oidcClientId: setting({
    env: 'JIESU_OIDC_CLIENT_ID',
    schema: z.string().max(256, '最多 256 个字符'),
    default: '',
    help: '本系统在统一身份认证登记的客户端标识（client_id）',
  }),
  oidcClientSecret: setting({
    env: 'JIESU_OIDC_CLIENT_SECRET',
    schema: z.string(),
    default: '',
    help: '客户端密钥（client_secret）；也可以写在文件里，用 JIESU_OIDC_CLIENT_SECRET_FILE 指明',
    secret: true,
  }),
  oidcClientSecretFile: setting({
    env: 'JIESU_OIDC_CLIENT_SECRET_FILE',
    schema: z.string(),
    default: '',
    help: '存放客户端密钥的文件，首尾的空白不算',
  }),
  oidcScope: setting({
    env: 'JIESU_OIDC_SCOPE',
    schema: z.string().regex(/^openid( [\x21-\x7e]+)*$/, '须以 openid 开头，用空格隔开'),
    default: 'openid profile',
    help: '向统一身份认证要哪些范围（scope）',
  }),
  oidcAccounts: setting({
    env: 'JIESU_OIDC_ACCOUNTS',
    schema: z.enum(['linked', 'name', 'create'], '须为 linked、name 或 create'),
    default: 'linked',
    help: '统一身份怎样对应账号：linked 只认管理员在“人员”页关联的；name 首次登录时还按用户名关联到已有的账号（管理员账号除外）；create 没有账号的再按 JIESU_OIDC_ROLES 建立',
  }),
  oidcClaim: setting({
    env: 'JIESU_OIDC_CLAIM',
    schema: z.string().regex(/^[\w.:/-]{1,128}$/, '不是声明的名称'),
    default: 'preferred_username',
    help: '哪一项声明（claim）是用户名；用 email 时须同时声明已经核实（email_verified）',
  }),
  oidcRoles: setting({
    env: 'JIESU_OIDC_ROLES',
    schema: z.string(),
    default: '',
    help: '按声明定角色和单位的文件（JSON），JIESU_OIDC_ACCOUNTS=create 时必须写；写法见 operations.md',
  }),
  oidcClockSkewS: setting({
    env: 'JIESU_OIDC_CLOCK_SKEW_S',
    schema: whole(0, 300),
    default: '30',
    help: '两边服务器的时间最多可以相差多少秒',
  }),
  localLogin: setting({
    env: 'JIESU_LOCAL_LOGIN',
    schema: z.enum(['on', 'admin'], '须为 on 或 admin'),
    default: 'on',
    help: '谁可以用密码登录：on 为所有账号；admin 只有管理员，作为统一身份认证不能用时的入口，启用统一身份认证后才能这样设',
  }),
  demo: setting({
    env: 'JIESU_DEMO',
    schema: flag,
    default: 'on',
    help: '数据库为空时建立演示账户并载入演示工单（on 或 off）；关闭时只建立管理员账户 admin',
  }),
  demoPassword: setting({
    env: 'JIESU_DEMO_PASSWORD',
    schema: z.string(),
    default: '',
    help: '首次运行所建账户的密码；不设则随机生成并在屏幕上显示一次',
    secret: true,
  }),
  webhookAllow: setting({
    env: 'JIESU_WEBHOOK_ALLOW',
    schema: z.string().transform((value, context) => {
      const items = value.split(',').map((item) => item.trim().toLowerCase());
      const isNetwork = (item: string): boolean => /^[\d.]+(\/\d+)?$|:/.test(item);
      const networks = readNetworks(items.filter(isNetwork).join());
      const hosts = items.filter((item) => item !== '' && !isNetwork(item));
      const wrong = 'wrong' in networks ? networks.wrong : hosts.find((host) => !/^[a-z0-9.-]+$/.test(host));
      if (!('wrong' in networks) && wrong === undefined) return { hosts: new Set(hosts), networks };
      context.addIssue({ code: 'custom', message: `“${wrong}”不是主机名、地址或网段` });
      return z.NEVER;
    }),
    default: '',
    help: '事件推送除公网的 https 地址外还可以发往哪里：主机名、地址或网段，逗号分隔，如 oa.example.gov.cn,10.1.0.0/16；写在这里的可以用 http，可以在内网',
  }),
  open311: setting({
    env: 'JIESU_OPEN311',
    schema: z.enum(['off', 'keys', 'public'], '须为 off、keys 或 public'),
    default: 'keys',
    help: 'Open311 接口：off 为关闭，keys 为读取请求须有接口密钥，public 为任何人可以读取（举报除外）；提交请求总要密钥',
  }),
  open311Jurisdiction: setting({
    env: 'JIESU_OPEN311_JURISDICTION',
    schema: z.string().regex(/^[\w.-]{0,128}$/, '只能用字母、数字和 . _ -'),
    default: '',
    help: 'Open311 的 jurisdiction_id，一般是单位网站的域名；不写则不看请求里的这一项',
  }),
  draftUrl: setting({
    env: 'JIESU_DRAFT_URL',
    schema: z.string().regex(/^$|^https?:\/\/[^\s]+$/, '须以 http:// 或 https:// 开头'),
    default: '',
    help: '改写答复的本地模型（OpenAI 兼容接口）的地址，例如 http://127.0.0.1:11434/v1；空为不启用。只接受本机和内网地址',
  }),
  draftAllowHost: setting({
    env: 'JIESU_DRAFT_ALLOW_HOST',
    schema: z
      .string()
      .transform((value) => value.split(',').map((host) => host.trim().toLowerCase()))
      .transform((hosts) => hosts.filter((host) => host !== '')),
    default: '',
    help: '本机和内网地址之外还允许把去除个人信息的工单发往哪些主机（主机名，逗号分隔）',
  }),
  draftModel: setting({
    env: 'JIESU_DRAFT_MODEL',
    schema: z.string().regex(/^[\w.:/@+-]{0,120}$/, '不是模型名称'),
    default: '',
    help: '本地模型的名称；启用时必须设置',
  }),
  draftKey: setting({
    env: 'JIESU_DRAFT_KEY',
    schema: z.string().regex(/^[\x21-\x7e]*$/, '含有不能用在请求头里的字符'),
    default: '',
    help: '本地模型的访问密钥；不需要的留空',
    secret: true,
  }),
  draftTimeoutMs: setting({
    env: 'JIESU_DRAFT_TIMEOUT_MS',
    schema: whole(500, 600_000),
    default: '60000',
    help: '本地模型多少毫秒没有答完就放弃',
  }),
  draftMaxChars: setting({
    env: 'JIESU_DRAFT_MAX_CHARS',
    schema: whole(200, 10_000),
    default: '4000',
    help: '本地模型的改写稿最多多少字',
  }),
} as const;

export type SettingName = keyof typeof SETTINGS;
export type Config = { readonly [K in SettingName]: z.output<(typeof SETTINGS)[K]['schema']> };

/**
 * Reads every setting from the environment, or its default; an empty variable counts as absent. The result
 * is frozen. Throws `bad_setting` naming the variable. Unknown variables that begin with `JIESU_` are
 * refused too: they are misspelt.
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const known = new Set<string>(Object.values(SETTINGS).map((s) => s.env));
  const stray = Object.keys(env).find((name) => name.startsWith('JIESU_') && !known.has(name));
  if (stray !== undefined) throw new AppError('bad_setting', { name: stray, reason: '没有这个设置' });
  const values = Object.entries(SETTINGS).map(([key, s]) => {
    const given = env[s.env];
    const parsed = (s.schema as z.ZodType).safeParse(given === undefined || given === '' ? s.default : given);
    if (parsed.success) return [key, parsed.data] as const;
    throw new AppError('bad_setting', { name: s.env, reason: parsed.error.issues[0]?.message ?? '无法识别' });
  });
  return Object.freeze(Object.fromEntries(values)) as Config;
}
