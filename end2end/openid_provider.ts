import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

/** A real OpenID provider on a port of its own. Whoever types a name there is that name at example.com, with any password. */
export class OpenIdProvider {
  private constructor(readonly issuer: string, private readonly server: Server) {}

  static async start(redirectUri: string, client: { id: string; secret: string }): Promise<OpenIdProvider> {
    const server = createServer();
    await new Promise<void>(ready => server.listen(0, '127.0.0.1', ready));
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const provider = new Provider(issuer, {
      clients: [{ client_id: client.id, client_secret: client.secret, redirect_uris: [redirectUri] }],
      pkce: { required: () => true },
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
      findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, email: `${id}@example.com`, email_verified: true, name: id }) }),
    });
    server.on('request', provider.callback());
    return new OpenIdProvider(issuer, server);
  }

  async stop() {
    await new Promise(ended => this.server.close(ended));
  }
}
