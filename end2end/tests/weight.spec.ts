import { alive, expect, test } from '../signed_in.js';

// What a first visit carries over the wire, headers included: everything of a page, with an empty cache.
const kB = 1000;
const pages: [path: string, most: number][] = [
  ['/sandbox', 150 * kB],
  ['/sandbox/workflows', 150 * kB],
  ['/sandbox/messages', 150 * kB],
  ['/account/audit', 150 * kB],
  ['/sandbox/workflows/welcome', 400 * kB],
  ['/sandbox/templates/welcome/email', 400 * kB],
];

for (const [path, most] of pages)
  test(`${path} weighs at most ${most / kB} kB`, async ({ page }) => {
    const network = await page.context().newCDPSession(page);
    await network.send('Network.enable');
    let bytes = 0;
    network.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
    await page.goto(path);
    await alive(page);
    await page.waitForLoadState('networkidle');
    console.log(`${path}: ${Math.round(bytes / kB)} kB`);
    expect(bytes, 'the page came over the wire').toBeGreaterThan(20 * kB);
    expect(bytes).toBeLessThan(most);
  });
