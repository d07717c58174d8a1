import type { TeachingCard } from '../../src/knowledge/teaching-card.ts';
import { CARDS } from './knowledge-site.ts';

/** A whole card on the small knowledge. */
export const teachingCard = (more: Partial<TeachingCard> = {}): TeachingCard => ({
  id: 'c-0001',
  title: '健身房关门不退卡',
  issueType: '0104',
  tags: ['预付卡'],
  day: '2026-04-14',
  situation: '市民办的健身卡还有余额，店已关门，店员说过几个月再开。',
  request: '退还卡内余额',
  outcome: '查到发卡企业仍在经营别的门店，七日内退了余额。',
  right: '先查发卡企业的登记和其他门店',
  wrong: '',
  citations: [{ law: CARDS, article: '第七条', clause: null, quote: '发卡企业应当在七日内退还余额' }],
  lesson: '门店关了先找发卡企业，别只打门店电话',
  source: null,
  ...more,
});
