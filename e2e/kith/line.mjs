// A line to the server that stops in the middle of a long answer, and then goes on or breaks.

import { once } from "node:events";
import { connect, createServer } from "node:net";

export class Line {
  /** Lets so many bytes through to each connection. */
  static async to(server, bytes) {
    const line = new Line();
    const { hostname, port } = new URL(server.address);
    const goes = new Promise((resolve) => (line.goOn = resolve));
    line.ends = [];
    line.server = createServer((near) => {
      const far = connect(port, hostname);
      line.ends.push(near, far);
      for (const end of [near, far]) end.on("error", () => end.destroy());
      near.pipe(far);
      let left = bytes;
      far.on("data", (data) => {
        near.write(data.subarray(0, left));
        const rest = data.subarray(left);
        left = Math.max(left - data.length, 0);
        if (rest.length) goes.then(() => near.write(rest));
      });
    });
    await once(line.server.listen(0, "127.0.0.1"), "listening");
    line.address = `http://127.0.0.1:${line.server.address().port}`;
    return line;
  }

  cut() {
    this.server.close();
    for (const end of this.ends) end.destroy();
  }
}
