import { basename } from 'node:path';
import { POPULATION_COLUMNS, populationFrom, WHOLE_DISTRICT } from '../../app/figures/population-import.ts';
import { AppError } from '../../kernel/errors.ts';
import { checkPopulation, POPULATION_FILE, populationFile } from '../../profile/population.ts';
import { defineCommand, takeWords } from '../command.ts';
import { configOf, profileOf, programPath } from '../opening.ts';
import { bytesOf, jsonOf, keepMade, knownFile } from '../profile-import.ts';

export const command = defineCommand({
  name: 'population',
  summary: `常住人口：导入一张表（列：${POPULATION_COLUMNS.join('、')}；全区写“${WHOLE_DISTRICT}”），或者查看现有的数`,
  usage: ['population import FILE.csv|FILE.xlsx|FILE.json', 'population show'],
  options: {},
  run: async ({ positionals }, io) => {
    const [action, ...words] = positionals;
    const config = configOf(io);
    const profile = profileOf(config);
    const dir = programPath(config.profileDir);
    if (action === 'import') {
      const [file] = takeWords(words, ['人口数文件']);
      const bytes = await bytesOf(file);
      if (/\.json$/i.test(file)) {
        const made = jsonOf(bytes, file, populationFile);
        checkPopulation(made, profile);
        return keepMade(io, dir, POPULATION_FILE, { made, taken: made.streets.length + 1, refused: [] });
      }
      const known = knownFile(dir, POPULATION_FILE, populationFile);
      return keepMade(io, dir, POPULATION_FILE, await populationFrom(bytes, basename(file), profile, known));
    }
    if (action === 'show') {
      takeWords(words, []);
      if (profile.population === undefined) throw new AppError('not_found', { what: '人口数' });
      const { district, streets } = profile.population;
      for (const { street, residents, year, source } of [{ street: WHOLE_DISTRICT, ...district }, ...streets])
        io.out(
          residents === null
            ? `${street}：无人口数\n`
            : `${street}：${residents} 人，${year} 年，${source}\n`,
        );
      return 0;
    }
    throw new AppError('bad_usage', {
      reason:
        action === undefined ? '缺少操作（import 或 show）' : `没有操作“${action}”，可用的有 import、show`,
    });
  },
});
