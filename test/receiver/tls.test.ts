import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import { Client, credentials } from "@grpc/grpc-js";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { OperatorError } from "../../core/errors.ts";
import { tlsSettings } from "../../receiver/settings.ts";
import { loadTls, reloadTls } from "../../receiver/tls.ts";
import { TRACES } from "../support/raw-grpc.ts";
import { startGrpc, startHttp, until } from "../support/receivers.ts";

let folder = "";
const file = (name: string) => join(folder, name);
const read = (name: string) => readFileSync(file(name));

function makeCertificate(name: string): void {
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const who = ["-subj", `/CN=${name}`, "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-days", "2"];
  const args = ["req", "-x509", ...key, "-keyout", `${name}.key`, "-out", `${name}.pem`, ...who];
  execFileSync("openssl", args, { cwd: folder, stdio: "ignore" });
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "otelscrub-tls-"));
  for (const name of ["server", "next", "client", "stranger"]) makeCertificate(name);
  writeFileSync(file("garbage.pem"), "this is no certificate");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const serverTls = () => ({ cert_file: file("server.pem"), key_file: file("server.key") });

function exportOver(port: number, client: ReturnType<typeof credentials.createSsl>): Promise<string> {
  const same = (bytes: Buffer) => bytes;
  const caller = new Client(`localhost:${port}`, client);
  onTestFinished(() => caller.close());
  return new Promise((resolve) => {
    caller.makeUnaryRequest(TRACES, same, same, Buffer.from("x"), (error) =>
      resolve(error === null ? "OK" : "refused"),
    );
  });
}

/** Name in the certificate that a server shows, or why there is none. */
function shownBy(port: number, options: ConnectionOptions = {}): Promise<string> {
  return new Promise((resolve) => {
    const socket = connectTls({ port, host: "127.0.0.1", rejectUnauthorized: false, ...options });
    socket.once("secureConnect", () => {
      resolve(String(socket.getPeerCertificate().subject.CN));
      socket.destroy();
    });
    socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "failed"));
  });
}

describe("TLS", () => {
  test("gRPC and HTTP are served over TLS", async () => {
    const grpc = await startGrpc({ settings: { tls: serverTls() } });
    expect(await exportOver(grpc.port, credentials.createSsl(read("server.pem")))).toBe("OK");
    const http = await startHttp({
      settings: { tls: { cert_pem: String(read("server.pem")), key_pem: String(read("server.key")) } },
    });
    const options = { port: http.port, path: "/v1/logs", method: "POST", ca: read("server.pem"), agent: false };
    const call = request({ ...options, host: "localhost", headers: { "content-type": "application/json" } }).end("{}");
    expect(await new Promise((resolve) => call.once("response", ({ statusCode }) => resolve(statusCode)))).toBe(200);
  });

  test("with client_ca_file only clients it vouches for get in", async () => {
    const tls = { ...serverTls(), client_ca_file: file("client.pem") };
    const { port } = await startGrpc({ settings: { tls } });
    const ca = read("server.pem");
    const known = credentials.createSsl(ca, read("client.key"), read("client.pem"));
    const stranger = credentials.createSsl(ca, read("stranger.key"), read("stranger.pem"));
    expect([
      await exportOver(port, known),
      await exportOver(port, stranger),
      await exportOver(port, credentials.createSsl(ca)),
    ]).toEqual(["OK", "refused", "refused"]);
  });

  test("ca_file lets no client in that client_ca_file does not vouch for", async () => {
    const tls = { ...serverTls(), client_ca_file: file("client.pem"), ca_file: file("stranger.pem") };
    const { port } = await startGrpc({ settings: { tls } });
    const stranger = credentials.createSsl(read("server.pem"), read("stranger.key"), read("stranger.pem"));
    expect(await exportOver(port, stranger)).toBe("refused");
  });

  test("TLS below min_version is refused; 1.2 is the default", async () => {
    const usual = await startHttp({ settings: { tls: serverTls() } });
    expect(await shownBy(usual.port, { maxVersion: "TLSv1.2" })).toBe("server");
    const strict = await startHttp({ settings: { tls: { ...serverTls(), min_version: "1.3" } } });
    expect(await shownBy(strict.port, { maxVersion: "TLSv1.2" })).toBe("ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION");
  });

  const broken: Record<string, () => [object, string]> = {
    "a missing file": () => [
      { ...serverTls(), cert_file: file("none.pem") },
      `Cannot read ${file("none.pem")} (ENOENT), named by receivers::otlp::protocols::grpc::tls::cert_file.`,
    ],
    "a file that is no certificate": () => [
      { ...serverTls(), cert_file: file("garbage.pem") },
      "receivers::otlp::protocols::grpc::tls::cert_file does not hold a certificate in PEM form.",
    ],
    "a key of another certificate": () => [
      { ...serverTls(), key_file: file("next.key") },
      "The certificate of receivers::otlp::protocols::grpc::tls cannot be used: the key does not belong to it.",
    ],
    "a key that is none": () => [
      { ...serverTls(), key_file: file("garbage.pem") },
      "The certificate of receivers::otlp::protocols::grpc::tls cannot be used: the key is unusable.",
    ],
  };
  for (const [what, make] of Object.entries(broken)) {
    test(`${what} refuses the start with one sentence`, async () => {
      const [tls, sentence] = make();
      const start = startGrpc({ settings: { tls } });
      await expect(start).rejects.toBeInstanceOf(OperatorError);
      await expect(start).rejects.toThrow(sentence);
    });
  }

  test("a certificate that changes on disk is shown to the next connection; a broken one changes nothing", async () => {
    copyFileSync(file("server.pem"), file("live.pem"));
    copyFileSync(file("server.key"), file("live.key"));
    const tls = { cert_file: file("live.pem"), key_file: file("live.key"), reload_interval: "5ms" };
    const { port } = await startHttp({ settings: { tls } });
    expect(await shownBy(port)).toBe("server");
    copyFileSync(file("next.key"), file("live.key"));
    copyFileSync(file("next.pem"), file("live.pem"));
    let shown = "server";
    while (shown !== "next") shown = await shownBy(port);
    writeFileSync(file("live.pem"), "this is no certificate");
    const failures: string[] = [];
    const settings = v.parse(tlsSettings, tls);
    const stop = reloadTls({ setSecureContext: () => {} }, settings, "here", (error) => failures.push(error.message));
    await until(() => failures.length > 0);
    stop();
    expect([failures[0], await shownBy(port)]).toEqual([
      "here::cert_file does not hold a certificate in PEM form.",
      "next",
    ]);
  });

  test("a certificate that expired is refused", async () => {
    const settings = v.parse(tlsSettings, serverTls());
    const now = Date.now;
    onTestFinished(() => {
      Date.now = now;
    });
    Date.now = () => now() + 3 * 24 * 3_600_000;
    await expect(loadTls(settings, "here")).rejects.toThrow("The certificate of here::cert_file expired on ");
  });
});
