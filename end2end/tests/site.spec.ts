import { expect, test } from '../fixtures.js';
import { firstRun } from '../people.js';

test('the switcher: search, arrow keys, Enter, and the page stays', async ({ page, server, axe }) => {
  await firstRun(page, server);
  await page.goto('/staging/settings');
  await page.getByRole('button', { name: /Workspace:.*Staging/ }).click();
  const search = page.getByRole('combobox', { name: 'Find a workspace' });
  await expect(search).toBeFocused();
  await axe();
  await search.fill('prod');
  await expect(page.getByRole('option')).toHaveCount(1);
  await search.press('Enter');
  await expect(page).toHaveURL(/\/production\/settings$/);

  await page.getByRole('button', { name: /Workspace:.*Production/ }).click();
  await search.press('ArrowUp');
  await expect(search).toHaveAttribute('aria-activedescendant', 'switcher-1');
  await search.fill('nothing like it');
  await expect(page.getByText('No workspace has this name.')).toBeVisible();
  await search.press('Escape');
  await expect(search).toBeHidden();
  await expect(page.getByRole('button', { name: /Workspace:.*Production/ })).toBeFocused();
});

test('a new workspace: its address is told while the name is typed', async ({ page, server, axe }) => {
  await firstRun(page, server);
  await page.goto('/workspaces/new');
  await page.getByLabel('Name', { exact: true }).fill('API');
  await expect(page.getByText('The address /api belongs to Belfry itself.')).toBeVisible();
  await page.getByLabel('Name', { exact: true }).fill('EU staging');
  await expect(page.getByText('Its address will be /eu-staging, for ever.')).toBeVisible();
  await axe();
  await page.getByRole('button', { name: 'Create workspace' }).click();
  await expect(page).toHaveURL(/\/eu-staging$/);
  await expect(page.getByText('Created EU staging.')).toBeVisible();
  await axe();
});

test('an API key is shown once, listed, and revoked', async ({ page, server, axe }) => {
  await firstRun(page, server);
  await page.goto('/staging/keys');
  await axe();
  await page.getByRole('button', { name: 'Generate API key' }).first().click();
  await page.getByLabel('Name', { exact: true }).fill('Orders');
  await page.getByRole('button', { name: 'Generate', exact: true }).click();
  await expect(page.getByText('Your new API key')).toBeVisible();
  await axe();
  await page.reload();
  await expect(page.getByText('Your new API key')).toBeHidden();
  await page.getByRole('button', { name: 'Revoke' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await expect(page.getByText('Revoked the key Orders.')).toBeVisible();
  await page.goto('/account/audit');
  await expect(page.getByRole('row').nth(1)).toContainText('revoked the API key Orders');
  await axe();
  await page.getByRole('link', { name: 'revoked the API key Orders' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('revoked the API key Orders');
  await axe();
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });
  test('the switcher is links, forms work, and the theme is remembered', async ({ page, server }) => {
    await firstRun(page, server);
    await page.goto('/staging/keys');
    await page.getByRole('button', { name: /Workspace:.*Staging/ }).click();
    await page.getByRole('link', { name: /Production/ }).click();
    await expect(page).toHaveURL(/\/production\/keys$/);
    await page.goto('/production/settings');
    await page.getByLabel('Name', { exact: true }).fill('Live');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('Saved.')).toBeVisible();
    await page.getByRole('button', { name: /Olga/ }).click();
    await page.getByRole('button', { name: 'Dark' }).click();
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  });
});
