// What `deploy/` puts into service: two copies of the server behind HAProxy, which read from a replica of the database.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { freePort } from "./ports.mjs";
import { Server, named, run, setting } from "./server.mjs";

const CONFIGURATION = fileURLToPath(new URL("../../deploy/haproxy.cfg", import.meta.url));

export class Deployment extends Server {
  async serve() {
    this.replica = named(setting("KITH_TEST_REPLICA"), this.name);
    const flags = { ...this.flags, "--read-url": this.replica, "--trusted-proxies": "127.0.0.1" };
    // Both bring the schema up to date.
    this.copies = await Promise.all([this.beside(flags), this.beside(flags)]);
    const [first, second] = this.copies.map((copy) => new URL(copy.address).host);
    const host = `127.0.0.1:${await freePort()}`;
    // A machine that runs tests may not have files for as many connections as the configuration allows.
    this.proxy = spawn(setting("KITH_HAPROXY"), ["-db", "-n", "200", "-f", CONFIGURATION], {
      env: { ...process.env, KITH_BIND: host, KITH_SERVER_1: first, KITH_SERVER_2: second },
      stdio: ["ignore", "ignore", "inherit"],
    });
    this.address = `http://${host}`;
    while (!(await this.answers())) if (this.proxy.exitCode !== null) throw new Error("HAProxy has ended");
  }

  async answers() {
    const answer = await fetch(`${this.address}/health/live`).catch(() => undefined);
    return answer?.ok ?? false;
  }

  async sql(...statements) {
    const rows = await super.sql(...statements);
    await this.caughtUp();
    return rows;
  }

  async call(name, payload) {
    const answer = await super.call(name, payload);
    await this.caughtUp();
    return answer;
  }

  /** Waits until the replica shows what a test has done: others may see it late, and a page does not look twice. */
  async caughtUp() {
    // Not by the server's own database, which a test may have closed.
    const [{ lsn }] = await this.admin("SELECT pg_current_wal_insert_lsn()::text AS lsn");
    const sql = `SELECT pg_last_wal_replay_lsn() >= '${lsn}' AS shown`;
    for (;;) {
      const [{ shown }] = await run(setting("KITH_TEST_REPLICA"), sql);
      if (shown) return;
    }
  }

  async end() {
    this.proxy.kill("SIGTERM");
    if (this.proxy.exitCode === null) await once(this.proxy, "exit");
    await Promise.all(this.copies.map((copy) => copy.end()));
    // After the copies, whose connections tell what they did as they end.
    const sql = "SELECT idx_scan > 0 AS used FROM pg_stat_user_tables WHERE relname = 'people'";
    const [{ used }] = await run(this.replica, sql);
    if (!used) throw new Error("nobody was read from the replica");
  }
}
