import { alive, expect, test } from '../signed_in.js';

test.use({ timezoneId: 'Asia/Tokyo' });

test('times are those of the browser until the person chooses another zone', async ({ page }) => {
  await page.goto('/account/profile');
  await alive(page);
  // The browser has told by now; pages are rendered by the server, so it shows on the next one.
  await page.reload();
  await expect(page.getByText(/It is now .* (JST|GMT\+9|\+09)/)).toBeVisible();

  await page.getByLabel('Time zone').fill('Europe/Berlin');
  await page.getByRole('button', { name: 'Save time zone' }).click();
  await expect(page.getByText(/It is now .* (CET|CEST)/)).toBeVisible();
  await page.getByLabel('Time zone').fill('');
  await page.getByRole('button', { name: 'Save time zone' }).click();
  await expect(page.getByText(/It is now .* (JST|GMT\+9|\+09)/)).toBeVisible();
});
