// A real Kith server on a database of its own, with levers to break and mend that database.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import pg from "pg";

const SECRET = "a secret for tests only, of 32 or more";
const FLAGS = {
  "--bcrypt-cost": "4",
  "--database-timeout": "1",
  "--rate-limit": "1000000",
  "--log": "error",
  "--shutdown-delay": "0",
};

export function setting(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; run the browser tests with \`cargo xtask test\``);
  return value;
}

/** `postgresql:///name?host=…` with another name. */
export function named(url, name) {
  return url.replace(/^(\w+:\/\/[^/]*\/)[^?]*/, `$1${name}`);
}

/** What the pg package makes of a URL: it knows no socket folder in the query of one without a host. */
function client(url) {
  const { pathname, searchParams, username, password, hostname, port } = new URL(url.replace(":///", "://_/"));
  const host = searchParams.get("host") ?? hostname;
  const user = searchParams.get("user") ?? decodeURIComponent(username);
  const config = { host, user, database: pathname.slice(1), password: decodeURIComponent(password) || undefined };
  return new pg.Client({ ...config, port: port ? Number(port) : 5432 });
}

export async function run(url, ...sql) {
  const connection = client(url);
  await connection.connect();
  try {
    let result;
    for (const statement of sql) result = await connection.query(statement);
    return result.rows;
  } finally {
    await connection.end();
  }
}

export class Server {
  /** On a database of its own; `flags` such as `{ "--bcrypt-cost": "12" }` count for more than the usual ones. */
  static async start(flags = {}) {
    const server = Object.assign(new this(), { flags });
    server.name = `kith_e2e_${randomUUID().replaceAll("-", "")}`;
    server.url = named(setting("KITH_TEST_DATABASE"), server.name);
    await server.admin(`CREATE DATABASE ${server.name}`);
    await server.serve();
    return server;
  }

  /** Another server over the same database, with other flags. */
  async beside(flags = {}) {
    const { name, url } = this;
    const other = Object.assign(new Server(), { name, url, flags });
    await other.serve();
    return other;
  }

  /** Begins to serve: at first on a port of its own, and later on the same one again. */
  async serve() {
    const port = this.address ? new URL(this.address).port : "0";
    const flags = Object.entries({ ...FLAGS, ...this.flags, "--port": port }).flat();
    this.process = spawn(setting("KITH_BIN"), ["serve", ...flags], {
      env: { ...process.env, DATABASE_URL: this.url, KITH_SECRET: SECRET },
      stdio: ["ignore", "pipe", "inherit"],
    });
    for await (const line of createInterface({ input: this.process.stdout })) {
      this.address = line.match(/http:\/\/\S+/)?.[0];
      if (this.address) return;
    }
    throw new Error("the server ended before it listened");
  }

  /** Ends the process; the database stays. */
  async end() {
    this.process.kill("SIGTERM");
    if (this.process.exitCode === null) await once(this.process, "exit");
  }

  async stop() {
    await this.end();
    await this.admin(`DROP DATABASE ${this.name} WITH (FORCE)`);
  }

  /** Runs another command of `kith` on the same database. */
  async kith(...flags) {
    const env = { ...process.env, DATABASE_URL: this.url, KITH_SECRET: SECRET, KITH_BCRYPT_COST: "4" };
    const child = spawn(setting("KITH_BIN"), flags, { env, stdio: ["ignore", "ignore", "inherit"] });
    const [code] = await once(child, "exit");
    if (code !== 0) throw new Error(`kith ${flags.join(" ")} ended with ${code}`);
  }

  sql(...statements) {
    return run(this.url, ...statements);
  }

  admin(...statements) {
    return run(setting("KITH_TEST_DATABASE"), ...statements);
  }

  /** Does `work` while a table is not there: calls that need it answer 500. */
  async without(table, work) {
    await this.sql(`ALTER TABLE ${table} RENAME TO ${table}_elsewhere`);
    try {
      await work();
    } finally {
      await this.sql(`ALTER TABLE ${table}_elsewhere RENAME TO ${table}`);
    }
  }

  /** Does `work` while the server cannot reach its database: calls answer 503. */
  async withoutDatabase(work) {
    const cut = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${this.name}'`;
    await this.admin(`ALTER DATABASE ${this.name} ALLOW_CONNECTIONS false`, cut);
    try {
      await work();
    } finally {
      await this.admin(`ALTER DATABASE ${this.name} ALLOW_CONNECTIONS true`);
    }
  }

  async call(name, payload) {
    const response = await fetch(`${this.address}/api/${name}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ payload }),
    });
    return (await response.json()).payload;
  }
}
