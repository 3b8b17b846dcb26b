import type { Rng } from "../test/support/rng.ts";
import { DIGITS, DIRT, HEX, text, uuid } from "./dirt.ts";

export const FEATURES = [
  "checkout",
  "cart",
  "inventory",
  "pricing",
  "search",
  "shipping",
  "catalogue",
  "recommendations",
];
const ROUTES = [
  "/api/v1/orders/{orderId}",
  "/api/v1/cart/items",
  "/health",
  "/api/v2/catalogue/{sku}/reviews",
  "/search",
];
const PATHS = ["/api/v1/cart/items", "/api/v2/catalogue/reviews", "/static/app/main.css", "/search", "/health/ready"];
const TABLES = ["orders", "order_items", "stock_levels", "price_lists"];
const SLUGS = ["alpha", "bravo", "delta", "lima", "oscar", "romeo", "tango", "zulu"];
const AGENTS = [
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.7444.59 Safari/537.36",
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
  "okhttp/4.12.0",
  "grpc-java-netty/1.68.1",
];
const FRAMES = [
  "com.example.shop.orders.OrderService.place(OrderService.java:214)",
  "com.example.shop.orders.OrderController.create(OrderController.java:88)",
  "org.springframework.web.servlet.FrameworkServlet.doPost(FrameworkServlet.java:914)",
  "jakarta.servlet.http.HttpServlet.service(HttpServlet.java:590)",
  "org.apache.catalina.core.ApplicationFilterChain.doFilter(ApplicationFilterChain.java:140)",
  "java.base/java.util.concurrent.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java:1144)",
  "java.base/java.lang.Thread.run(Thread.java:1583)",
];

/** The texts of the corpus, and the hand that soils some of them. */
export class CorpusText {
  readonly #rng: Rng;
  readonly #dirtyShare: number;

  constructor(rng: Rng, dirtyShare: number) {
    this.#rng = rng;
    this.#dirtyShare = dirtyShare;
  }

  /** The text itself, or with some probability one with a personal value or a secret in it. */
  free(clean: string): string {
    const rng = this.#rng;
    if (this.#dirtyShare === 0 || !rng.chance(this.#dirtyShare)) return clean;
    const dirt = rng.pick(DIRT);
    const value = dirt.value(rng);
    // Short texts are values of attributes: the dirt takes their place.
    return clean.length < 24 ? value : `${clean} ${dirt.phrase(value)}`;
  }

  /** A log body: nine templates, one of them a stack trace. */
  message(): string {
    const rng = this.#rng;
    const number = (below: number): number => rng.int(below);
    switch (rng.int(9)) {
      case 0:
        return this.free(`Order ${uuid(rng)} accepted, ${1 + number(9)} items queued for shipping`);
      case 1:
        return this.free(`Retrying call to ${this.feature()} in ${number(900)} ms (attempt ${1 + number(4)} of 5)`);
      case 2:
        return this.free(
          `level=info msg="cache refreshed" entries=${number(5_000)} took=${number(99)}ms hit_ratio=0.${number(99)}`,
        );
      case 3:
        return this.free(
          `Consumer lag on topic shop.${this.feature()}.events partition ${number(24)} is ${number(2_000)}, offset ${text(rng, 8, DIGITS)}`,
        );
      case 4:
        return this.free(`{"event":"${this.eventName()}","ok":true,"durationMs":${number(400)},"region":"eu-west-1"}`);
      case 5:
        return this.free("connection pool exhausted, waiting for a free slot");
      case 6:
        return this.free(
          `GC (young) pause ${number(80)}.${number(9)} ms, heap ${number(900)}M -> ${number(400)}M of 2048M`,
        );
      case 7:
        return this.free(
          `build ${text(rng, 40, HEX)} deployed to ${this.feature()} by pipeline, rollout at ${number(100)} %`,
        );
      default:
        return this.free(`java.lang.IllegalStateException: connection is not valid any more\n${this.stackTrace()}`);
    }
  }

  stackTrace(): string {
    const from = this.#rng.int(3);
    return FRAMES.slice(from)
      .map((frame) => `\tat ${frame}`)
      .join("\n");
  }

  sql(): string {
    return `SELECT id, status, total FROM ${this.table()} WHERE status = ? AND updated_at > ? ORDER BY id LIMIT ${10 * (1 + this.#rng.int(9))}`;
  }

  resource(): Record<string, string> {
    const rng = this.#rng;
    const service = this.feature();
    return {
      "service.name": service,
      "service.namespace": "shop",
      "service.version": "4.18.2",
      "service.instance.id": uuid(rng),
      "deployment.environment.name": "production",
      "cloud.provider": "aws",
      "cloud.region": "eu-west-1",
      "cloud.availability_zone": "eu-west-1b",
      "host.name": `node-${text(rng, 4, HEX)}`,
      "host.arch": "amd64",
      "os.type": "linux",
      "k8s.cluster.name": "shop-production",
      "k8s.namespace.name": "shop",
      "k8s.pod.name": `${service}-${text(rng, 9, HEX)}-${text(rng, 5, HEX)}`,
      "telemetry.sdk.language": "java",
      "telemetry.sdk.name": "opentelemetry",
    };
  }

  logger(): string {
    return `com.example.shop.${this.feature()}.${this.#rng.pick(["OrderService", "StockKeeper", "PriceEngine"])}`;
  }

  codeFunction(): string {
    return `com.example.shop.${this.#rng.pick(["orders.OrderService.place", "stock.StockKeeper.reserve", "prices.PriceEngine.quote"])}`;
  }

  eventName(): string {
    return this.#rng.pick(["order.accepted", "stock.reserved", "payment.settled", "cache.evicted"]);
  }

  feature(): string {
    return this.#rng.pick(FEATURES);
  }

  slug(): string {
    return this.#rng.pick(SLUGS);
  }

  route(): string {
    return this.#rng.pick(ROUTES);
  }

  path(): string {
    return this.#rng.pick(PATHS);
  }

  table(): string {
    return this.#rng.pick(TABLES);
  }

  method(): string {
    return this.#rng.pick(["GET", "GET", "GET", "POST", "PUT", "DELETE"]);
  }

  userAgent(): string {
    return this.#rng.pick(AGENTS);
  }
}
