const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** How a server may spell a value that it repeats. */
export function spellings(value: string): readonly string[] {
  const middle = Math.floor(value.length / 2);
  const split = (separator: string): string => `${value.slice(0, middle)}${separator}${value.slice(middle)}`;
  const inForm = new URLSearchParams({ value }).toString().slice('value='.length);
  return [
    value,
    encodeURIComponent(value),
    encodeURIComponent(value).replace(/%../g, (byte) => byte.toLowerCase()),
    inForm,
    JSON.stringify(value).slice(1, -1),
    base64(value),
    base64(`x${value}`),
    base64(`user:${value}\n`),
    Buffer.from(`xy${value}z`).toString('base64url'),
    split('\u200b'),
    split('\u0000\u001b'),
    split('\n'),
    split('\r\n'),
    split('\u2028'),
  ];
}

const everythingInvisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Whether a text shows a value in one of these spellings. It decodes the text, and does not look for the spellings. */
export function reveals(text: string, value: string): boolean {
  return decode(text).includes(value);
}

/** The same texts are searched for thousands of values. */
const decoded = new Map<string, string>();
const maxDecoded = 20_000;

/** All readings of a text, one after the other. */
function decode(text: string): string {
  const known = decoded.get(text);
  if (known !== undefined) return known;
  const visible = text.replace(everythingInvisible, '');
  const readings = [
    visible,
    unescapeUrl(visible),
    unescapeUrl(visible.replaceAll('+', ' ')),
    unescapeJson(visible),
    ...decodeWords(visible),
  ].join('\n');
  if (decoded.size >= maxDecoded) decoded.clear();
  decoded.set(text, readings);
  return readings;
}

function unescapeUrl(text: string): string {
  const bytes = text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  // Where a character beyond one byte is in the text, it is not of a URL.
  return /^[\0-\xff]*$/.test(bytes) ? Buffer.from(bytes, 'latin1').toString() : bytes;
}

function unescapeJson(text: string): string {
  return text
    .replace(/\\u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    .replace(/\\(.)/g, '$1');
}

/** Each word as base64, read from each of the four possible starts. */
function decodeWords(text: string): readonly string[] {
  const words = text.match(/[\w+/-]{8,}/g) ?? [];
  return words.flatMap((word) =>
    [0, 1, 2, 3].map((start) => Buffer.from(word.slice(start), 'base64').toString()),
  );
}
