import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { GazetteerEntry } from '../triage/types.ts';
import { loadCalendar } from './calendar-file.ts';
import { loadCallbacks } from './callbacks.ts';
import { checkCatalogue } from './check-catalogue.ts';
import { checkProfile } from './check.ts';
import {
  catalogueFile,
  gazetteerFile,
  issueTypesFile,
  profileFile,
  readProfileFile,
  routingFile,
  termsFile,
  unitsFile,
} from './files.ts';
import { loadCare } from './care.ts';
import { loadConfidentiality } from './confidentiality.ts';
import { loadHandling } from './handling.ts';
import { loadHeads } from './heads.ts';
import { loadLegalPaths } from './legal-paths.ts';
import { loadOrderLayouts } from './order-layouts.ts';
import { loadPolicies } from './policies.ts';
import { loadPopulation } from './population.ts';
import { loadRetention } from './retention.ts';
import { loadScores } from './scores.ts';
import { loadSeasons } from './seasons.ts';
import { loadTargets } from './targets.ts';
import type { Profile } from './types.ts';
import { loadWarnings } from './warnings.ts';

/** Workdays and holidays of the country, where no other file is named. */
const CALENDAR = fileURLToPath(new URL('../../data/calendar/cn.json', import.meta.url));

/**
 * Reads a profile folder (`profile issue-types units catalogue routing gazetteer terms`, and where there are such
 * `policies handling confidentiality care paths order-layouts scores targets population heads retention`, each `.json`) and checks
 * it, each file by itself and against the others. `terms` of the result also holds the names of units and places.
 * Throws `bad_profile` with the file and the reason.
 */
export function loadProfile(dir: string, calendar = CALENDAR): Profile {
  const head = readProfileFile(dir, 'profile.json', profileFile);
  const tree = readProfileFile(dir, 'issue-types.json', issueTypesFile);
  const units = readProfileFile(dir, 'units.json', unitsFile);
  const catalogue = readProfileFile(dir, 'catalogue.json', catalogueFile);
  const routing = readProfileFile(dir, 'routing.json', routingFile);
  const gazetteer = readProfileFile(dir, 'gazetteer.json', gazetteerFile);
  const terms = readProfileFile(dir, 'terms.json', termsFile);
  const profile: Profile = {
    id: head.id,
    name: head.name,
    versions: { taxonomy: head.taxonomy, catalogue: catalogue.version },
    catalogue,
    demandKinds: tree.demandKinds,
    urgencies: tree.urgencies,
    groups: tree.groups,
    issueTypes: tree.types,
    units,
    gazetteer,
    terms: [...new Set([...terms, ...units.map((unit) => unit.name), ...gazetteer.flatMap(placeWords)])],
    routing,
  };
  checkProfile(profile);
  checkCatalogue(profile);
  const handling = loadHandling(dir, profile);
  const confidentiality = loadConfidentiality(dir);
  const care = loadCare(dir);
  const paths = loadLegalPaths(dir);
  const orderLayouts = loadOrderLayouts(dir);
  const callbacks = loadCallbacks(dir);
  const scores = loadScores(dir);
  const warnings = loadWarnings(dir);
  const targets = loadTargets(dir);
  const population = loadPopulation(dir, profile);
  const heads = loadHeads(dir, profile);
  const seasons = loadSeasons(dir, profile);
  const retention = loadRetention(dir);
  const policies = join(dir, 'policies.json');
  return {
    ...profile,
    calendar: loadCalendar(calendar),
    ...(existsSync(policies) ? { policies: loadPolicies(policies, profile) } : {}),
    ...(handling === undefined ? {} : { handling }),
    ...(callbacks === undefined ? {} : { callbacks }),
    ...(scores === undefined ? {} : { scores }),
    ...(warnings === undefined ? {} : { warnings }),
    ...(targets === undefined ? {} : { targets }),
    ...(population === undefined ? {} : { population }),
    ...(heads === undefined ? {} : { heads }),
    ...(seasons === undefined ? {} : { seasons }),
    ...(retention === undefined ? {} : { retention }),
    ...(confidentiality === undefined ? {} : { confidentiality }),
    ...(care === undefined ? {} : { care }),
    ...(paths === undefined ? {} : { paths }),
    ...(orderLayouts === undefined ? {} : { orderLayouts }),
  };
}

/** Guards such as 天桥底下, which only keep a place name from being read, are no words. */
function placeWords(entry: GazetteerEntry): string[] {
  const isPlace = entry.street !== null || entry.sides || entry.between || entry.numbers || entry.outside;
  return isPlace ? [entry.name, ...(entry.aliases ?? [])] : [];
}
