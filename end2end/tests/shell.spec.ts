import { Assets } from '../assets.js';
import { alive, expect, test } from '../signed_in.js';

const modifier = process.platform === 'darwin' ? 'Meta' : 'Control';

test('the switcher by keyboard keeps the page', async ({ page, axe }) => {
  await page.goto('/staging/templates');
  await alive(page);
  await page.getByRole('button', { name: /^Workspace: Staging/ }).focus();
  await page.keyboard.press('Enter');
  const search = page.getByRole('combobox', { name: 'Find a workspace' });
  await expect(search).toBeFocused();
  await axe();
  await page.keyboard.type('prod');
  await expect(page.getByRole('listbox').getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/production\/templates$/);
  await alive(page);

  const button = page.getByRole('button', { name: /^Workspace: Production/ });
  await button.click();
  await page.keyboard.press('ArrowUp');
  await expect(search).toHaveAttribute('aria-activedescendant', /^switcher-\d+$/);
  await page.keyboard.type('nothing like it');
  await expect(page.getByText('No workspace has this name.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(search).toBeHidden();
  await expect(button).toBeFocused();
});

test('the palette goes to places, finds things and makes them, by keyboard alone', async ({ page, axe }) => {
  await new Assets(page, 'staging', 'Staging').createTemplate('Farewell', 'Good-bye', '<p>Bye</p>');
  await page.goto('/staging/keys');
  await alive(page);
  await page.keyboard.press(`${modifier}+k`);
  const box = page.getByRole('combobox', { name: 'Search, or go to' });
  await expect(box).toBeFocused();
  await axe();
  await page.keyboard.type('farew');
  await expect(page.getByRole('option', { name: /Farewell/ }).first()).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/staging\/templates\/farewell/);
  await alive(page);

  await page.keyboard.press(`${modifier}+k`);
  await page.keyboard.type('zzzz');
  await expect(page.getByRole('option')).toHaveText([/Search for “zzzz”/]);
  await page.keyboard.press('Escape');
  await expect(box).toBeHidden();

  await page.keyboard.press(`${modifier}+k`);
  await page.keyboard.type('theme dark');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await alive(page);
  await axe();

  await page.keyboard.press(`${modifier}+k`);
  await page.keyboard.type('new workspace');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/workspaces\/new$/);
});

test('keys go to places, and can be switched off', async ({ page, axe }) => {
  await page.goto('/staging');
  await alive(page);
  await page.keyboard.press('g');
  await page.keyboard.press('t');
  await expect(page).toHaveURL(/\/staging\/templates$/);
  await alive(page);
  await page.keyboard.press('?');
  const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(dialog).toBeVisible();
  await axe();
  await dialog.getByRole('switch').uncheck();
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await expect(dialog).toBeHidden();
});

test('a form that is refused says so where it stands and keeps what was typed', async ({ page, axe }) => {
  await page.goto('/staging/templates/new');
  await alive(page);
  await page.evaluate(() => ((window as unknown as { same: boolean }).same = true));
  await page.getByLabel('Name', { exact: true }).fill('Kept');
  await page.getByLabel('Slug').fill('Not A Slug');
  await page.getByRole('button', { name: 'Create template' }).click();
  const summary = page.getByRole('alert');
  await expect(summary).toBeFocused();
  await expect(summary).toContainText('A slug has small letters');
  await expect(page.getByLabel('Slug')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByLabel('Slug')).toHaveAccessibleDescription(/A slug has small letters/);
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Kept');
  expect(await page.evaluate(() => (window as unknown as { same?: boolean }).same), 'the page was not loaded anew').toBe(true);
  await axe();
  await page.getByLabel('Slug').fill('kept');
  await page.getByRole('button', { name: 'Create template' }).click();
  await expect(page.locator('.toast')).toContainText('Created Kept as a draft.');
});

test.describe(() => {
  test.use({ allowedErrors: [/ERR_FAILED/] });

  test('two clicks send a form once, and a server that is away loses nothing', async ({ page, context }) => {
    await page.goto('/staging/templates/new');
    await alive(page);
    let sent = 0;
    await context.route('**/api/templates/create', async route => {
      sent++;
      await new Promise(done => setTimeout(done, 700));
      await route.abort();
    });
    await page.getByLabel('Name', { exact: true }).fill('Once');
    const button = page.getByRole('button', { name: 'Create template' });
    await button.click();
    await button.click({ force: true });
    await expect(button).toHaveAttribute('data-waiting', '');
    await expect(page.getByRole('alert')).toContainText('The server could not be reached.');
    expect(sent).toBe(1);
    await context.unroute('**/api/templates/create');
    await button.click();
    await expect(page.locator('.toast')).toContainText('Created Once as a draft.');
  });
});

test('leaving with text that is not saved asks first', async ({ page }) => {
  await new Assets(page, 'staging', 'Staging').createTemplate('Guarded', 'Hello', '<p>Hello</p>');
  await alive(page);
  await page.getByLabel('HTML', { exact: true }).fill('<p>Not saved</p>');
  const asked = page.waitForEvent('dialog');
  const going = page.getByRole('link', { name: 'Home' }).click();
  const question = await asked;
  expect(question.type()).toBe('beforeunload');
  await question.dismiss();
  await going.catch(() => {});
  await expect(page.getByLabel('HTML', { exact: true })).toHaveValue('<p>Not saved</p>');
});

test('what was typed is back after signing in again', async ({ page, context, account }) => {
  await page.goto('/staging/templates/new');
  await alive(page);
  await page.getByLabel('Name', { exact: true }).fill('Long thought');
  await context.clearCookies();
  await page.getByRole('button', { name: 'Create template' }).click();
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  const code = account.recoveryCodes[0]!;
  await page.getByLabel('E-mail').fill(account.email);
  await page.getByLabel('Password', { exact: true }).fill(account.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('link', { name: 'Use a recovery code' }).click();
  await page.getByLabel('Recovery code').fill(code);
  await page.getByRole('button', { name: 'Verify' }).click();
  await expect(page).toHaveURL(/\/staging\/templates\/new$/);
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Long thought');
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('the switcher is links, the search is a page, and the theme is remembered', async ({ page }) => {
    await page.goto('/staging/templates');
    await page.getByRole('button', { name: /^Workspace: Staging/ }).click();
    await page.getByRole('link', { name: /^Production/ }).click();
    await expect(page).toHaveURL(/\/production\/templates$/);
    await page.getByRole('link', { name: /^Search/ }).click();
    await page.getByRole('searchbox', { name: 'Search this workspace' }).fill('nothing like it');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: 'Nothing found for “nothing like it”' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Keyboard shortcuts' })).toHaveCount(0);
    await page.getByRole('button', { name: /^Olga/ }).click();
    await page.getByRole('button', { name: 'Dark' }).click();
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await page.goto('/staging');
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  });
});
