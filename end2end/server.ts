import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '..');

/** The release build, running on a port and a data folder of its own. */
export class Server {
  readonly data = mkdtempSync(join(tmpdir(), 'belfry-'));
  /** What the server has printed since its last start. */
  log = '';
  private process?: ChildProcess;

  private constructor(readonly port: number, readonly env: Record<string, string>) {}

  static async start(env: Record<string, string> = {}): Promise<Server> {
    const server = new Server(await freePort(), env);
    try {
      await server.start();
    } catch (error) {
      await server.remove();
      throw error;
    }
    return server;
  }

  get url() {
    return this.env.BELFRY_BASE_URL?.replace('PORT', String(this.port)) ?? `http://127.0.0.1:${this.port}`;
  }

  /** Printed on an empty database only. */
  get setupCode(): string {
    const code = /Set-up code: (\S+)/.exec(this.log)?.[1];
    if (!code) throw new Error(`the server printed no set-up code:\n${this.log}`);
    return code;
  }

  /** Starts it on the same port and data as before: also after `stop` or `kill`. */
  async start() {
    this.log = '';
    const child = spawn(join(root, 'scripts/serve.sh'), [], { env: this.environment(), stdio: ['ignore', 'pipe', 'pipe'] });
    this.process = child;
    await new Promise<void>((ready, failed) => {
      const timer = setTimeout(() => failed(new Error(`the server did not start within 15 s:\n${this.log}`)), 15_000);
      const read = (chunk: Buffer) => {
        this.log += chunk;
        if (/Listening on http/.test(this.log)) {
          clearTimeout(timer);
          ready();
        }
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.on('error', failed);
      child.on('exit', code => {
        clearTimeout(timer);
        failed(new Error(`the server ended (${code}):\n${this.log}`));
      });
    });
  }

  /** As an operator stops it; the answer is its exit code. */
  stop = () => this.end('SIGTERM');
  /** As a power cut stops it. */
  kill = () => this.end('SIGKILL');

  /** One of the program's other commands (`belfry migrate` …) on the same data. */
  async command(...args: string[]): Promise<{ code: number; output: string }> {
    const child = spawn(join(root, 'scripts/serve.sh'), args, { env: this.environment(), stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', chunk => (output += chunk));
    child.stderr.on('data', chunk => (output += chunk));
    return new Promise(done => child.on('close', code => done({ code: code ?? -1, output })));
  }

  async remove() {
    await this.kill();
    rmSync(this.data, { recursive: true, force: true });
  }

  private environment() {
    // The port and the data folder are chosen here, so what is told to the server has the words PORT and DATA in it.
    const meant = (value: string) => value.replaceAll('PORT', String(this.port)).replaceAll('DATA', this.data);
    const told = Object.fromEntries(Object.entries(this.env).map(([name, value]) => [name, meant(value)]));
    return { ...process.env, BELFRY_DATA: this.data, BELFRY_ADDR: `127.0.0.1:${this.port}`, ...told };
  }

  private async end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.process;
    if (!child) return null;
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const ended = new Promise<number | null>(done => child.once('exit', done));
    child.kill(signal);
    return ended;
  }
}

export function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer().once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === 'object' ? found(address.port) : failed(new Error('no port'))));
    });
  });
}
