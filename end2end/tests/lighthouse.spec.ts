import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { browserPath } from '../browser.js';
import { expect, test } from '../signed_in.js';

// `make lighthouse` prints how Lighthouse sees the pages that people look at most. Not part of `make test`: it measures the machine, too.
const VERSION = '12.8.2';
const pages = ['/sandbox', '/sandbox/workflows', '/sandbox/workflows/welcome', '/sandbox/messages'];
const categories = ['performance', 'accessibility', 'best-practices'];
const enough = 0.98;

test('performance, accessibility and best practices', async ({ server, house }, info) => {
  test.setTimeout(600_000);
  const cookie = house.session.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const poor: string[] = [];
  for (const path of pages) {
    const report = join(info.outputPath(), 'report.json');
    execFileSync(
      'npx',
      // prettier-ignore
      ['--yes', `lighthouse@${VERSION}`, server.url + path, '--quiet', '--preset=desktop', `--only-categories=${categories}`, '--output=json', `--output-path=${report}`, `--extra-headers=${JSON.stringify({ Cookie: cookie })}`, '--chrome-flags=--headless=new --no-sandbox --disable-gpu'],
      { env: { ...process.env, CHROME_PATH: browserPath() }, stdio: ['ignore', 'ignore', 'inherit'] },
    );
    const { categories: found, audits } = JSON.parse(readFileSync(report, 'utf8'));
    const scores = categories.map(name => `${name} ${Math.round(found[name].score * 100)}`);
    const figures = ['largest-contentful-paint', 'cumulative-layout-shift', 'total-byte-weight'].map(name => `${name} ${audits[name].displayValue}`);
    console.log([path, ...scores, ...figures].join('  '));
    for (const name of categories) {
      if (found[name].score >= enough) continue;
      const why = found[name].auditRefs.map((ref: { id: string }) => audits[ref.id]).filter((audit: { score: number | null }) => audit.score !== null && audit.score < 1);
      poor.push(`${path} ${name}: ${why.map((audit: { title: string }) => audit.title).join('; ')}`);
    }
  }
  expect(poor).toEqual([]);
});
