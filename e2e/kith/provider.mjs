// An OpenID provider on this machine, which signs in without a question whoever it was told to.
//
// It leads back to `http://localhost`, where Kith believes to be: a test of it opens the app there, not at 127.0.0.1.

import { OAuth2Server } from "oauth2-mock-server";

export class Provider {
  clientId = "kith-e2e";
  person = {};

  static async start() {
    const provider = new Provider();
    provider.server = new OAuth2Server();
    await provider.server.issuer.keys.generate("RS256");
    await provider.server.start(0, "127.0.0.1");
    provider.issuer = provider.server.issuer.url;
    provider.server.service.on("beforeTokenSigning", ({ payload }) => Object.assign(payload, provider.person));
    return provider;
  }

  /** For `Server.start`. */
  get flags() {
    return { "--google-issuer": this.issuer, "--google-client-id": this.clientId };
  }

  /** From now on this is who signs in. */
  as(subject, email, verified = true) {
    this.person = { sub: subject, email, email_verified: verified };
  }

  /** The next one who is led there would rather not. */
  cancelNext() {
    this.server.service.once("beforeAuthorizeRedirect", ({ url }) => {
      url.searchParams.delete("code");
      url.searchParams.set("error", "access_denied");
    });
  }

  /** The next code is answered like this. */
  answerNext(statusCode, body) {
    this.server.service.once("beforeResponse", (answer) => Object.assign(answer, { statusCode, body }));
  }

  stop() {
    return this.server.stop();
  }
}
