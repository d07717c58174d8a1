import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/kernel/random.ts';
import { createSentenceEncoder, type CutWords } from '../../src/learn/sentence-encoder.ts';
import {
  finetune,
  packStatuteEncoder,
  pretrain,
  readStatuteMaterial,
  sentencesOf,
  STATUTE_ENCODER,
} from '../../src/knowledge/statute-encoder.ts';

const noWords: CutWords = () => [];

/** Six articles in statute words, and the lay word each is asked by, which no article has. */
const TOPICS = [
  ['租赁合同', '出租人应当返还押金。租赁期限届满的，承租人应当返还租赁物。押金不得扣留。', '房东'],
  ['劳动合同', '用人单位应当支付劳动报酬。拖欠工资的，劳动者可以申请仲裁。用人单位不得拖欠。', '老板'],
  ['食品安全', '食品经营者不得销售腐败变质的食品。消费者可以要求赔偿。食品应当检验合格。', '馊饭'],
  ['噪声防治', '夜间不得进行产生噪声的施工作业。施工单位应当采取措施。噪声应当符合标准。', '吵人'],
  ['道路交通', '机动车应当在规定地点停放。不得妨碍其他车辆通行。交通警察可以指出违法行为。', '乱停'],
  ['物业管理', '物业服务企业应当维护共用设施。业主应当交纳物业费。物业服务应当公开收费。', '电梯'],
] as const;
const ARTICLES = TOPICS.map(([title, text]) => ({ title, text }));
const QUESTIONS = TOPICS.flatMap(([, , word], article) =>
  [`${word}不讲理怎么办`, `碰到${word}找谁`].map((text) => ({
    text,
    articles: [article],
    explanation: '',
    share: 1,
  })),
);
const OPTIONS = {
  ...STATUTE_ENCODER,
  minDocuments: 1,
  width: 16,
  batch: 6,
  sentencePasses: 10,
  questionPasses: 30,
};
const material = readStatuteMaterial(
  ARTICLES,
  QUESTIONS,
  QUESTIONS.map(({ text }) => text),
  noWords,
  OPTIONS,
);
const pretrained = pretrain(material, OPTIONS, seededRandom(1));
const all = QUESTIONS.map((_, i) => i);

describe('the encoder of questions and articles', () => {
  it('finds the article by a lay word that no article has', () => {
    const tuned = finetune(material, pretrained, all, OPTIONS, seededRandom(1));
    const encode = createSentenceEncoder(packStatuteEncoder(material, tuned, OPTIONS), noWords);
    const articles = ARTICLES.map(({ title, text }) => encode(`${title}\n${text}`));
    const right = TOPICS.filter(([, , word], i) => {
      const asked = encode(`${word}怎么处理`);
      const cosines = articles.map((vector) =>
        vector.reduce((sum, x, k) => sum + x * (asked[k] as number), 0),
      );
      return cosines.indexOf(Math.max(...cosines)) === i;
    });
    expect(right.length).toBe(TOPICS.length);
  });

  it('gives the same weights to the byte from the same material and seeds, and leaves the table given alone', () => {
    const before = pretrained.vectors.slice();
    const run = (): Float32Array =>
      finetune(material, pretrain(material, OPTIONS, seededRandom(1)), all, OPTIONS, seededRandom(2)).vectors;
    expect(run()).toEqual(run());
    expect(pretrained.vectors).toEqual(before);
  });

  it('learns nothing from a question that is held back', () => {
    const changed = readStatuteMaterial(
      ARTICLES,
      QUESTIONS.map((question, i) => (i === 3 ? { ...question, text: '房东房东', articles: [0] } : question)),
      QUESTIONS.map(({ text }) => text),
      noWords,
      OPTIONS,
    );
    const use = all.filter((i) => i !== 3);
    const seeds = [1, 2] as const;
    const [a, b] = [material, changed].map(
      (of) =>
        finetune(of, pretrain(of, OPTIONS, seededRandom(seeds[0])), use, OPTIONS, seededRandom(seeds[1]))
          .vectors,
    );
    expect(a).toEqual(b);
  });

  it('cuts a text into sentences that are the text again, none short but for want of more', () => {
    const piece = fc.string({ unit: fc.constantFrom('甲', '乙', '。', '；'), maxLength: 60 });
    fc.assert(
      fc.property(piece, (text) => {
        const sentences = sentencesOf(text);
        expect(sentences.join('')).toBe(text);
        for (const sentence of sentences.slice(1)) expect(sentence.length).toBeGreaterThanOrEqual(12);
      }),
    );
    expect(sentencesOf('')).toEqual([]);
  });
});
