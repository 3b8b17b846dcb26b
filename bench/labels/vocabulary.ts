/** Names that are few: of services, hosts, regions, routes and versions. Made of parts, with the hard ones written out. */
export interface Vocabulary {
  readonly services: readonly string[];
  readonly hosts: readonly string[];
  readonly regions: readonly string[];
  readonly routes: readonly string[];
  readonly versions: readonly string[];
  /** Words of other labels: methods, classes, ciphers, media types, device models. */
  readonly other: readonly string[];
}

const list = (text: string): string[] => text.trim().split(/\s+/);

const DOMAINS = list(`
  accounts ads analytics api audit auth billing cart catalog checkout cms config coupons crm currency customer data
  delivery dns email events feed files flags fraud gateway geo identity images import inventory invoices kafka ledger
  login logs mail media metrics mobile notifications oauth2 orders payments pdf pricing products profile push queue
  recommendation redis reports returns reviews risk s3 search sessions shipping sms sso storage streaming subscriptions
  support tax telemetry tenants tickets tracking users vault video wallet webhooks`);
const KINDS = list(`
  service svc api worker proxy consumer producer gateway server job cron backend frontend bff db cache sidecar operator
  controller scheduler indexer exporter v2 v3 grpc http2 k8s legacy-soap`);
const STAGES = ["", "-canary", "-blue", "-eu", "-prod", "_staging", ".internal"];

function services(): string[] {
  const made = DOMAINS.flatMap((domain) => KINDS.flatMap((kind) => STAGES.map((stage) => `${domain}-${kind}${stage}`)));
  return [
    ...made.filter((_, i) => i % 2 === 0),
    ...DOMAINS.map((domain) => `${domain[0]?.toUpperCase() ?? ""}${domain.slice(1)}ServiceV2`),
    ...DOMAINS.map((domain) => `com.example.${domain}.internal.${domain}Client`),
    ...DOMAINS.flatMap((domain) => [
      `${domain}-0`,
      `${domain}-cluster-12`,
      `${domain}_shard_00012`,
      `${domain}.v1.${domain}API`,
    ]),
  ];
}

const CITIES = list(
  "ams arn atl bom cdg dfw dub ewr fra gru hel hkg iad icn jfk lax lhr lon mad mia mxp nrt nyc ord par sea sfo sin sjc syd tyo waw yyz zrh",
);
const ROLES = list(
  "web app db lb mq ns es kafka redis gpu build cache edge node bastion worker rack sw fw vpn k8s-master k8s-node",
);

function hosts(): string[] {
  const sites = CITIES.flatMap((city) => ROLES.map((role) => [city, role] as const));
  return [
    ...sites.map(
      ([city, role], i) => `${role}${String((i % 9) + 1).padStart(2, "0")}.${city}${(i % 3) + 1}.example.net`,
    ),
    ...sites
      .filter((_, i) => i % 3 === 0)
      .map(([city, role], i) => `${city}${(i % 3) + 1}-${role}-${String(i % 40).padStart(2, "0")}`),
    ...sites.filter((_, i) => i % 7 === 0).map(([city, role], i) => `${city}1${role.replaceAll("-", "")}0${i % 9}a`),
    ...CITIES.flatMap((city) => [`dc1rk12-${city}`, `${city}-az2-r14-u07`, `${city}3-lb-02-vip-a1`]),
    ...list(`localhost localhost:8080 localhost:50051 kafka:9092 postgres-primary.default.svc.cluster.local:5432 redis-cluster-0
      ip-10-0-0-1 ip-10-0-12-34.ec2.internal ip-172-31-4-9.eu-west-1.compute.internal mysql-8-0-replica-1 es-data-hot-3
      kafka-broker-proxy zookeeper-2.zookeeper-headless gke-prod-pool-1 aks-nodepool1 db01a db01b esx7u3 win2022 srv-2k19 nas4free
      raspberrypi4b x1carbon deadbeef abad1dea cafe2026 facade01 decade10 c0ffee01 badc0ffe`),
  ];
}

function regions(): string[] {
  const aws = list("us eu ap sa ca me af il mx").flatMap((area) =>
    list("east west north south central northeast southeast").flatMap((side) =>
      [1, 2, 3].map((n) => `${area}-${side}-${n}`),
    ),
  );
  return [
    ...aws,
    ...aws.flatMap((region) => ["a", "b", "c"].map((zone) => `${region}${zone}`)),
    ...list("use1-az1 use1-az6 usw2-az4 euw1-az3 apne1-az2"),
    ...list(
      "europe-west1 europe-west12 us-central1 asia-northeast3 australia-southeast2 us-east4 northamerica-northeast1",
    ).flatMap((region) => [region, `${region}-a`, `${region}-f`]),
    ...list(
      "eastus eastus2 westeurope northeurope germanywestcentral uaenorth brazilsouth centralindia koreacentral swedencentral westus3 usgovvirginia",
    ),
    ...list(
      "eu-frankfurt-1 us-ashburn-1 uk-london-1 nyc1 nyc3 sgp1 fsn1-dc14 hel1-dc2 ash-dc1 cn-beijing cn-hangzhou ru-central1-a",
    ),
    ...list("en-US en_GB de-DE zh-Hant-TW pt-BR sr-Latn-RS es-419 EMEA APAC LATAM DACH"),
  ];
}

const RESOURCES = list(
  "users orders carts products invoices sessions payments reviews files reports tenants webhooks devices messages",
);
const ACTIONS = list(
  "search status health export import cancel refund verify resend archive count latest bulk preview download",
);

function routes(): string[] {
  const made = RESOURCES.flatMap((resource) => [
    `/${resource}`,
    `/api/v1/${resource}`,
    `/api/v2/${resource}/{id}`,
    `/${resource}/:id`,
    `/${resource}/<int:pk>/`,
    `/v1beta1/${resource}/*`,
    `/internal/${resource}/{${resource}_id}/items/{item_id}`,
    ...ACTIONS.flatMap((action) => [
      `/api/v1/${resource}/${action}`,
      `/${resource}/{id}/${action}`,
      `GET /v2/${resource}/${action}`,
    ]),
  ]);
  return [
    ...made,
    ...list(`/ /healthz /readyz /livez /metrics /favicon.ico /robots.txt /.well-known/openid-configuration /.well-known/jwks.json /oauth2/token
      /oauth2/v2.0/authorize /oauth/v1/access_token /2fa/verify /mfa/totp /s3/upload /saml2/acs /api/v3/openapi.json /static/app.js /static/css/main.css
      /graphql /grpc.health.v1.Health/Check /opentelemetry.proto.collector.metrics.v1.MetricsService/Export /actuator/prometheus /wp-login.php
      /404 /500 /v1.43/containers/json /apis/apps/v1/deployments /apis/batch/v1beta1/cronjobs /_cluster/health /_bulk /index.html /k8s/pods
      https://api.example.com/v1/users https://example.com/ http://localhost:8080/health`),
  ];
}

function versions(): string[] {
  const numbers = Array.from({ length: 12 }, (_, major) =>
    [0, 1, 4, 13, 28].flatMap((minor) => [0, 3, 17].map((patch) => `${major}.${minor}.${patch}`)),
  ).flat();
  return [
    ...numbers,
    ...numbers.map((number) => `v${number}`),
    ...numbers
      .filter((_, i) => i % 3 === 0)
      .flatMap((n) => [
        `${n}-rc.1`,
        `${n}-SNAPSHOT`,
        `${n}-alpine3.20`,
        `${n}+build.114`,
        `v${n}-beta.2+exp`,
        `${n}-20260517`,
        `${n}-0.20260517101112-abcdef123456`,
      ]),
    ...Array.from({ length: 9 }, (_, i) => [
      `20${16 + i}.${(i % 4) + 1}`,
      `${16 + i}.04`,
      `go1.${i + 14}.3`,
      `openjdk-${i + 11}.0.2`,
      `python3.${i + 5}`,
      `node-v${i + 16}.4.0`,
      `PHP/8.${i}.11`,
    ]).flat(),
    ...list(`v1 v2 v1alpha1 v1beta2 2026-05-17 2025-11-01-preview 20260517 10.0.19045.3803 142.0.0.0 5.15.0-1051-aws 6.1.0-18-amd64 6.8.0-45-generic TLSv1.2 TLSv1.3
      HTTP/1.1 HTTP/2 h2 h2c 1.1 2.0 3 latest stable nightly-20260517 main-114 release-2026.20 r1234 jdk-21.0.2+13-LTS 3.11.9-slim-bookworm 24H2 KB5034441`),
  ];
}

const WORDS = list(`
  true false GET POST DELETE 200 404 503 0 1 42 1024 65535 8080 50051 0.95 0.99 +Inf 1e-3 100ms 5m 2h45m 1-100 1000-5000 sha256 sha512 md5 oauth2 x86_64 amd64 arm64v8 aarch64
  i686 utf-8 iso-8859-1 base64 ipv4 ipv6 http2 http3 grpc k8s s3 ec2 e2e p99 p999 h264 av1 mp4 x509 rfc3339 iso8601 crc32 win32 a2dp b2b o11y i18n l10n
  application/json text/html;charset=utf-8 application/vnd.api+json image/svg+xml multipart/form-data application/grpc+proto
  TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256 ECDHE-RSA-AES128-GCM-SHA256 ECDHE_ECDSA_AES256_SHA384 aes-256-gcm RS256 ES384
  java.lang.NullPointerException org.springframework.web.HttpRequestMethodNotSupportedException ECONNREFUSED E_TIMEOUT ERR_HTTP2_STREAM_ERROR SQLSTATE-42601 ORA-00942 PLS-00201
  CVE-2026-12345 HTTP_500 INTERNAL_SERVER_ERROR StatusCode.OK getUserProfileV2Handler XMLHttpRequest OAuth2ClientProvider parseISO8601DateTime HttpServer2 UTF8Decoder X509CertLoader
  iPhone15ProMax macOS14M2Pro SM-G991B Pixel-8a iPad13,4 c5n.18xlarge m7g.2xlarge g4dn.12xlarge n2-standard-16 e2-medium Standard_D4s_v5 db.r6g.4xlarge t3a.nano a2-ultragpu-8g
  gp3 io2 nvme0n1 sda1 eth0 ens5 eno1 wlan0 veth0 br0 dm-0 loop7 md127 cpu0 cpu127 gpu-3 core12 /dev/sda1 /dev/nvme0n1p2 /var/lib/docker C: tmpfs xfs ext4 overlay2
  G1_Young_Generation CodeHeap_'profiled_nmethods' PS_MarkSweep heap_after_gc us-east-1.amazonaws.com shard-00012 partition-41 replica_3 bucket-128 tier2 level3 gpt-4o-mini gpt-4-0613 claude-3-5-sonnet-20241022 llama-3.1-70b-instruct text-embedding-3-large
  EUR USD GBP DE FR US Chrome/142.0.0.0 Safari/605.1.15 Firefox Windows_11 Ubuntu22.04 debian12 ubi9 alpine3.20 postgres16 mysql8 redis7 kafka3.7`);

/** Every name once. */
export function vocabulary(): Vocabulary {
  const once = (names: readonly string[]): string[] => [...new Set(names)];
  const all = {
    services: services(),
    hosts: hosts(),
    regions: regions(),
    routes: routes(),
    versions: versions(),
    other: WORDS,
  };
  return Object.fromEntries(Object.entries(all).map(([name, names]) => [name, once(names)])) as unknown as Vocabulary;
}
