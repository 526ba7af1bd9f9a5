// A real mail server on this machine, which keeps what it is sent.

import { once } from "node:events";
import { expect } from "@playwright/test";
import { simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";

export class Mailbox {
  mails = [];

  static async start() {
    const mailbox = new Mailbox();
    const onData = async (stream, { envelope }, done) => {
      const { subject, text } = await simpleParser(stream);
      for (const { address } of envelope.rcptTo) mailbox.mails.push({ to: address, subject, text });
      done();
    };
    mailbox.server = new SMTPServer({ authOptional: true, disabledCommands: ["AUTH", "STARTTLS"], onData });
    const listener = mailbox.server.listen(0, "127.0.0.1");
    await once(listener, "listening");
    mailbox.port = listener.address().port;
    return mailbox;
  }

  /** For `Server.start`. */
  get flags() {
    return { "--smtp-url": `smtp://127.0.0.1:${this.port}` };
  }

  /** What has come to an address under a subject, the latest last. */
  of(address, subject) {
    return this.mails.filter((mail) => mail.to === address && mail.subject === subject);
  }

  /** Where the link of such a mail leads on the site, once that mail is there. */
  async link(address, subject, count = 1) {
    await expect.poll(() => this.of(address, subject).length).toBe(count);
    return this.of(address, subject).at(-1).text.match(/https?:\/\/[^/\s]+(\/\S+)/)[1];
  }

  stop() {
    return new Promise((resolve) => this.server.close(resolve));
  }
}
