import type { Profile } from '../../profile/types.ts';
import type { ModelManifest } from './model-files.ts';

/**
 * What keeps a model from being used with a profile: labels that the profile does not have. A model of another
 * taxonomy whose labels all exist is fit; types it does not know are left to people. Null where it is fit.
 */
export function unfitFor(
  { taxonomy, heads }: Pick<ModelManifest, 'taxonomy' | 'heads'>,
  profile: Profile,
): string | null {
  const known = new Set(profile.issueTypes.map((type) => type.code));
  const strange = (heads.find((head) => head.name === 'issueType')?.labels ?? []).filter(
    (c) => !known.has(c),
  );
  if (strange.length === 0) return null;
  return `模型按分类体系 ${taxonomy} 训练，其中 ${strange.slice(0, 10).join('、')}${strange.length > 10 ? ` 等 ${strange.length} 个分类` : ''} 在现行体系 ${profile.versions.taxonomy} 中不存在`;
}
