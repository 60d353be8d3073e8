// A corpus made up, for runs without one. In: how many documents. Out: those
// documents, in syllables, words and sentences shaped like Vietnamese ones.
// Invariant: the same number gives the same documents. Words of several
// syllables are fixed before anything is written, and a document keeps coming
// back to a few of its own: so pairs of neighbours, not syllables alone, tell
// documents apart, as they do in texts that people wrote.

import { between, oneOf, seeded, shuffled, zipf } from './random.mjs';

const ONSETS = 'b c ch d đ g gi h kh l m n ng nh ph qu r s t th tr v x'.split(' ');
const RHYMES = (
  'a ai am an ang anh ao ap at ac ach ay ăm ăn ăng ăt ăc âm ân âu ây ât âp e em en eo ê êm ên ênh êu i im in inh ' +
  'ich iêm iên iêng iêu iêt iêc o oa oai oan oi om on ong ot oc ô ôi ôm ôn ông ôt ôc ơ ơi ơm ơn u ua ui un ung ' +
  'uc ut uôi uôn uông uôc uyên uyêt ư ưa ưng ưc ươi ươm ươn ương ươc ưu'
).split(' ');
const TONES = ['', '\u0301', '\u0323', '\u0300', '\u0309', '\u0303'];
/** Before c, ch, p and t only the first two tones after none are heard. */
const STOPPED = /(?:c|ch|p|t)$/;

const SYLLABLES = 6_000;
const WORDS = 60_000;
/** The words at the head of the list are the small ones, of one syllable. */
const SMALL_WORDS = 150;
const SYLLABLES_A_WORD = [1, 2, 2, 2, 2, 2, 2, 2, 3, 4];
const TOPIC_WORDS = 12;

/** @param {number} count @returns {Generator<import('./documents.mjs').Document>} */
export function* generate(count, seed = 1) {
  const random = seeded(seed);
  const words = vocabulary(random);
  const anyWord = zipf(random, words, { steep: 1.1 });
  const ownWord = zipf(random, words.slice(SMALL_WORDS), { steep: 0.7 });
  for (let number = 1; number <= count; number++) {
    const topic = Array.from({ length: TOPIC_WORDS }, ownWord);
    const word = () => (random() < 0.2 ? oneOf(random, topic) : random() < 0.01 ? numeral(random) : anyWord());
    const paragraphs = Array.from({ length: between(random, 3, 10) }, () => paragraph(random, word));
    yield {
      id: `made-${number}`,
      title: capital(several(random, 3, 5, () => `${oneOf(random, topic)} ${anyWord()}`).join(' ')),
      date: new Date(Date.UTC(2015, 0, between(random, 1, 3650))).toISOString().slice(0, 10),
      text: paragraphs.join('\n'),
    };
  }
}

/** All words, the frequent first; a tenth of those with several syllables are names. */
function vocabulary(random) {
  const syllables = shuffled(random, allSyllables()).slice(0, SYLLABLES);
  const syllable = zipf(random, syllables, { steep: 1, flat: 60 });
  const longer = Array.from({ length: WORDS - SMALL_WORDS }, () => {
    const parts = Array.from({ length: oneOf(random, SYLLABLES_A_WORD) }, syllable);
    return (parts.length > 1 && random() < 0.1 ? parts.map(capital) : parts).join(' ');
  });
  return [...syllables.slice(0, SMALL_WORDS), ...new Set(longer)];
}

function allSyllables() {
  return ONSETS.flatMap((onset) =>
    RHYMES.filter((rhyme) => rhyme[0] !== onset.at(-1)).flatMap((rhyme) =>
      TONES.slice(...(STOPPED.test(rhyme) ? [1, 3] : [])).map((tone) => onset + toned(rhyme, tone)),
    ),
  );
}

/** The tone goes on the last vowel with a mark of its own, else on the one before an ending, else on the first. */
function toned(rhyme, tone) {
  const place = [/[ăâêôơư](?=[^ăâêôơư]*$)/, /[aeiouy](?=[^aeiouy]+$)/, /[aeiouy]/].find((rule) => rule.test(rhyme));
  return rhyme.replace(place, (vowel) => vowel + tone).normalize('NFC');
}

function paragraph(random, word) {
  return several(random, 2, 5, () => sentence(random, word)).join(' ');
}

function sentence(random, word) {
  const words = several(random, 6, 20, word);
  const pause = between(random, 4, 40);
  if (pause < words.length - 1) words[pause] += ',';
  return `${capital(words.join(' '))}.`;
}

function several(random, least, most, make) {
  return Array.from({ length: between(random, least, most) }, make);
}

function numeral(random) {
  return String(between(random, 1, random() < 0.5 ? 31 : 2030));
}

function capital(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
