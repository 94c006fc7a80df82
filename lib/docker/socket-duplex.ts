import { Duplex } from "node:stream";

/** A stream that looks enough like a socket for node:http to use and pool it. */
export class SocketDuplex extends Duplex {
  /** Read by http.Agent. */
  timeout = 0;

  setKeepAlive() {
    return this;
  }
  setNoDelay() {
    return this;
  }
  setTimeout() {
    return this;
  }
  ref() {
    return this;
  }
  unref() {
    return this;
  }
}
