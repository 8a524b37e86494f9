import { expect, test } from '../fixtures.js';
import { Keyboard } from '../keyboard.js';
import { olga } from '../people.js';
import { totp } from '../totp.js';

test('the first run, a first notification and a clone to Staging by keyboard alone', async ({ page, server, axe }) => {
  test.slow(); // a hundred steps of Tab, each a question to the browser
  const keys = new Keyboard(page);
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  await page.goto('/');
  await keys.type(page.getByLabel('Set-up code'), server.setupCode);
  await keys.type(page.getByLabel('Name', { exact: true }), olga.name);
  await keys.type(page.getByLabel('E-mail'), olga.email);
  await keys.type(page.getByLabel('Account name'), 'Acme');
  await keys.type(page.getByLabel('Password', { exact: true }), olga.password);
  await keys.press(button('Create account'));
  const secret = (await page.getByTestId('totp-secret').innerText()).replace(/\s/g, '');
  await keys.type(page.getByLabel('Code', { exact: false }), totp(secret));
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('recovery-codes')).toBeVisible();
  await keys.press(page.getByRole('button', { name: /saved|continue/i }));

  await expect(page).toHaveURL(/\/sandbox$/);
  await axe();
  await keys.press(button('Send your first notification'));
  await expect(page.locator('.toast')).toBeVisible();
  await axe();

  await page.goto('/sandbox/workflows');
  await axe();
  await keys.press(page.getByRole('main').locator('.row-link').first());
  await expect(page.getByText(/^Live: version \d+$/)).toBeVisible();
  await keys.press(page.getByRole('link', { name: 'Clone', exact: true }));
  await keys.to(page.getByRole('radio').first());
  await page.keyboard.press('Space');
  await keys.press(button('See the plan'));
  const apply = page.getByRole('button', { name: /^Apply to / });
  await keys.press(apply);
  await expect(button('Undo')).toBeVisible();
  await axe();
});
