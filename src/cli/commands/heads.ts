import { basename } from 'node:path';
import { HEADS_COLUMNS, headsFrom, NO_HEAD } from '../../app/figures/heads-import.ts';
import { AppError } from '../../kernel/errors.ts';
import { checkHeads, HEADS_FILE, headsFile } from '../../profile/heads.ts';
import { defineCommand, takeWords } from '../command.ts';
import { configOf, profileOf, programPath } from '../opening.ts';
import { bytesOf, jsonOf, keepMade, knownFile } from '../profile-import.ts';

export const command = defineCommand({
  name: 'heads',
  summary: `“七有”“五性”：导入分类的归类表（列：${HEADS_COLUMNS.join('、')}；都不归的写“${NO_HEAD}”），或者列出没有归类的分类`,
  usage: ['heads import FILE.csv|FILE.xlsx|FILE.json', 'heads missing'],
  options: {},
  run: async ({ positionals }, io) => {
    const [action, ...words] = positionals;
    const config = configOf(io);
    const profile = profileOf(config);
    const dir = programPath(config.profileDir);
    if (action === 'import') {
      const [file] = takeWords(words, ['归类表文件']);
      const bytes = await bytesOf(file);
      if (/\.json$/i.test(file)) {
        const made = jsonOf(bytes, file, headsFile);
        checkHeads(made, profile);
        return keepMade(io, dir, HEADS_FILE, { made, taken: made.types.length, refused: [] });
      }
      const known = knownFile(dir, HEADS_FILE, headsFile);
      if (known === undefined)
        throw new AppError('not_found', { what: '“七有”“五性”各项（heads.json），请先用 .json 导入' });
      return keepMade(io, dir, HEADS_FILE, await headsFrom(bytes, basename(file), profile, known));
    }
    if (action === 'missing') {
      takeWords(words, []);
      const types = new Map((profile.heads?.types ?? []).map((one) => [one.type, one]));
      const missing = profile.issueTypes.filter(({ code }) => (types.get(code)?.head ?? null) === null);
      for (const { code, name } of missing)
        io.out(`${code} ${name}：${types.get(code)?.reason ?? '归类表里没有这一类'}\n`);
      if (missing.length === 0) io.out('所有分类都已归类\n');
      return 0;
    }
    throw new AppError('bad_usage', {
      reason:
        action === undefined
          ? '缺少操作（import 或 missing）'
          : `没有操作“${action}”，可用的有 import、missing`,
    });
  },
});
