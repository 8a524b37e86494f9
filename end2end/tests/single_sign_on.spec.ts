import { expect, test } from '../fixtures.js';
import { OpenIdProvider } from '../openid_provider.js';
import { enterCode, firstRun } from '../people.js';

const client = { id: 'belfry', secret: 'the secret of the client' };

// The provider's own pages are no pages of ours.
test.use({ allowedErrors: [/http:\/\/127\.0\.0\.1:\d+\/(auth|interaction|favicon)|fonts\.googleapis\.com/], serverEnv: { BELFRY_ALLOW_PRIVATE_ADDRESSES: 'true' } });

test('single sign-on with a real OpenID provider: set up, tried, used with the second factor', async ({ page, server, axe }) => {
  const account = await firstRun(page, server);
  const provider = await OpenIdProvider.start(`${server.url}/sign-in/oidc/callback`, client);
  try {
    await page.goto('/account/single-sign-on');
    await expect(page.getByText(`${server.url}/sign-in/oidc/callback`)).toBeVisible();
    await axe();
    await page.getByLabel('Name', { exact: true }).fill('Acme ID');
    await page.getByLabel('Issuer').fill('http://127.0.0.1:9');
    await page.getByLabel('Client ID').fill(client.id);
    await page.getByLabel('Client secret').fill(client.secret);
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('could not be asked').first()).toBeVisible();
    await page.getByLabel('Issuer').fill(provider.issuer);
    await page.getByLabel('Client secret').fill(client.secret);
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('Saved. Sign out and try it')).toBeVisible();

    await page.context().clearCookies();
    await page.goto('/staging/workflows');
    await axe();
    await page.getByRole('link', { name: 'Sign in with Acme ID' }).click();
    await page.getByPlaceholder('Enter any login').fill('olga');
    await page.getByPlaceholder('and password').fill('whatever it is');
    await page.getByRole('button', { name: 'Sign-in' }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(page).toHaveURL(/\/sign-in\/second-factor/);
    await enterCode(page, account.totpSecret);
    await expect(page).toHaveURL(/\/staging\/workflows$/);

    // Somebody whom the provider knows and the team does not.
    await page.context().clearCookies();
    await page.goto('/sign-in');
    await page.getByRole('link', { name: 'Sign in with Acme ID' }).click();
    await page.getByPlaceholder('Enter any login').fill('nora');
    await page.getByPlaceholder('and password').fill('whatever it is');
    await page.getByRole('button', { name: 'Sign-in' }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(page.getByRole('alert').or(page.getByText('knows you, and this team does not')).first()).toBeVisible();
    await axe();
  } finally {
    await provider.stop();
  }
});
