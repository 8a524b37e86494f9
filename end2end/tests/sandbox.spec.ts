import { mkdirSync } from 'node:fs';
import { expect, test } from '../fixtures.js';
import { firstRun } from '../people.js';
import { SmtpSink } from '../sdk.js';

test('the sample speaks on every channel, and each message is shown as its recipient would see it', async ({ page, server, axe }) => {
  await firstRun(page, server);
  await page.getByRole('button', { name: 'Send your first notification' }).click();
  const rows = page.getByRole('table', { name: 'Messages' }).getByRole('row');
  await expect(rows.filter({ hasText: 'Captured' })).toHaveCount(4);
  for (const [channel, panel, text] of [
    ['sms', 'As a phone shows it', /Welcome to Acme, Ada\. Your account is ready/],
    ['whatsapp', 'As WhatsApp shows it', /Hello Ada, your account is ready/],
    ['inbox', 'As the inbox shows it', /Your account is ready/],
  ] as const) {
    await page.goto(`/sandbox/messages?channel=${channel}`);
    await page.getByRole('table', { name: 'Messages' }).getByRole('link').first().click();
    await expect(page.getByRole('heading', { name: panel })).toBeVisible();
    await expect(page.locator('.bubble, .feed-item').first()).toContainText(text);
    await axe();
    for (const width of [390, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth), 'nothing is wider than the screen').toBeLessThanOrEqual(width);
    }
  }
  await page.goto('/sandbox/vendors');
  for (const vendor of ['Demo e-mail', 'Demo SMS', 'Demo WhatsApp', 'Demo inbox']) await expect(page.getByRole('row').filter({ hasText: vendor })).toContainText('Captures');
  await axe();
});

test.describe('with a mail server of its own', () => {
  let sink: SmtpSink;
  test.use({
    serverEnv: async ({}, use, testInfo) => {
      mkdirSync(testInfo.outputDir, { recursive: true });
      sink = await SmtpSink.start(testInfo.outputDir);
      await use({ BELFRY_SMTP_URL: `smtp://127.0.0.1:${sink.port}`, BELFRY_MAIL_FROM: 'Belfry <belfry@example.com>', BELFRY_SANDBOX_SENDS: 'true' });
      sink.stop();
    },
  });

  test('an address is verified by the code of a letter, and then really gets messages', async ({ page, server, axe }) => {
    const account = await firstRun(page, server);
    await page.goto('/sandbox/verified-channels');
    await expect(page.getByRole('row').filter({ hasText: account.email })).toContainText('Verified');
    await axe();
    await page.getByLabel('E-mail address').fill('grace@example.com');
    await page.getByRole('button', { name: 'Send the code' }).click();
    await expect(page.getByText('A letter with six digits is on its way to grace@example.com.')).toBeVisible();
    await axe();
    await expect.poll(() => sink.mails().length).toBe(1);
    const code = /^\d{6}$/m.exec(sink.mails()[0]!.text!)![0];
    await page.getByLabel('Code').fill(String((Number(code) + 1) % 1_000_000).padStart(6, '0'));
    await page.getByRole('button', { name: 'Verify' }).click();
    await expect(page.getByText(/This is not the code of the last letter/).first()).toBeVisible();
    await page.getByLabel('Code').fill(code);
    await page.getByRole('button', { name: 'Verify' }).click();
    await expect(page.getByText('Verified grace@example.com.')).toBeVisible();
    await axe();

    await page.goto('/sandbox/workflows/welcome/test');
    await page.getByLabel('E-mail address').fill('grace@example.com');
    await page.getByRole('button', { name: 'Run the test' }).click();
    await expect.poll(() => sink.mails().length).toBe(2);
    expect(sink.mails()[1]!.to).toEqual(['grace@example.com']);
    await page.goto('/sandbox/messages?channel=email');
    await expect(page.getByRole('row').filter({ hasText: 'grace@example.com' })).toContainText('Sent');
  });
});
