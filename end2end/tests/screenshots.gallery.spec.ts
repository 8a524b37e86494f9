import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { faults } from '../fixtures.js';
import { root } from '../server.js';

// The gallery (src/ui/gallery) is in development builds only, and stories run against a release. A Rust test writes it into a folder, one document
// for each screen and theme; here pictures of them are made. `make screenshots` does both.
const folder = process.env.BELFRY_GALLERY ?? '';
const documents = existsSync(folder) ? readdirSync(folder).filter(name => name.endsWith('.html')) : [];
const site = join(root, 'target/site');
const styles = existsSync(join(site, 'pkg')) ? readdirSync(join(site, 'pkg')).find(name => /^belfry\..*\.css$/.test(name)) : undefined;

test.skip(documents.length === 0, 'BELFRY_GALLERY names no folder with the gallery in it');

for (const document of documents)
  test(`the gallery: ${document}`, async ({ page, context }) => {
    await context.route('http://gallery.test/**', route => {
      const { pathname } = new URL(route.request().url());
      const path = pathname === '/belfry.css' ? join(site, 'pkg', styles ?? '') : pathname.endsWith('.html') ? join(folder, pathname) : join(site, pathname);
      return existsSync(path) ? route.fulfill({ path }) : route.fulfill({ status: 404 });
    });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(`http://gallery.test/${document}`);
      await page.evaluate(() => window.document.fonts.ready);
      await page.screenshot({ path: join(root, 'end2end/screenshots', `gallery-${document.replace('.html', '')}-${width}.png`), fullPage: true });
    }
    expect(await faults(page)).toEqual([]);
  });
