import type { Line } from './line.ts';

export interface Table {
  readonly title: string;
  readonly lines: readonly Line[];
}

const LEFT = 260;
const WIDTH = 400;
const ROW = 22;
const COLOURS = { aim: '#2a9d8f', must: '#e9c46a', missed: '#e76f51', none: '#8d99ae' } as const;

/**
 * One bar a line: the ratio as a share of what it must be, on a logarithmic scale from a hundredth to a hundredfold. What
 * is held ends left of the middle. Lines without a bound are told against 1.
 */
export function drawChart(tables: readonly Table[]): string {
  const parts: string[] = [];
  let y = 20;
  for (const { title, lines } of tables) {
    parts.push(`<text x="10" y="${y}" font-weight="bold">${escaped(title)}</text>`);
    y += 10;
    let group = '';
    for (const line of lines) {
      group = line.name.startsWith(' ') ? group : line.name;
      parts.push(bar(line, line.name === group ? group : `${group},${line.name.trimStart()}`, y));
      y += ROW;
    }
    y += 25;
  }
  const middle = LEFT + WIDTH / 2;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${LEFT + WIDTH + 120}" height="${y}" font-family="sans-serif" font-size="12">
<title>Each figure as a share of what it must be</title>
<rect width="100%" height="100%" fill="white"/>
${parts.join('\n')}
<line x1="${middle}" y1="25" x2="${middle}" y2="${y - 25}" stroke="#333" stroke-dasharray="3"/>
<text x="${middle}" y="${y - 8}" text-anchor="middle">must (1 where there is none)</text>
</svg>
`;
}

function bar({ value, must = 1, unit, verdict }: Line, name: string, y: number): string {
  if (!Number.isFinite(value)) return `<text x="10" y="${y + 15}">${escaped(name)}: not measured</text>`;
  const share = unit === 'ops/s' ? must / value : value / must;
  const width = Math.max(2, Math.min(WIDTH, (WIDTH * (Math.log10(share) + 2)) / 4));
  return (
    `<text x="10" y="${y + 15}">${escaped(name)}</text>` +
    `<rect x="${LEFT}" y="${y + 4}" width="${width.toFixed(1)}" height="${ROW - 8}" fill="${COLOURS[verdict]}"/>` +
    `<text x="${(LEFT + width + 5).toFixed(1)}" y="${y + 15}">${value.toPrecision(3)}</text>`
  );
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
