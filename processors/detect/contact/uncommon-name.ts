import { LEX, lexiconBits } from "../model/lexicon.ts";
import { model } from "../model/names-model.ts";
import { wordHash } from "../model/tokens.ts";

/** Programs that log in, act and fail like people do. */
const PRODUCTS: ReadonlySet<string> = new Set(
  (
    "kafka zookeeper etcd consul vault istio envoy linkerd kubelet kubectl kube-proxy containerd dockerd podman systemctl cron crond anacron celery sidekiq gunicorn uwsgi puma unicorn tomcat jetty wildfly hadoop hdfs yarn hive hbase " +
    "spark flink airflow dagster nifi zabbix nagios icinga telegraf fluentd fluentbit filebeat metricbeat logrotate rsyslog syslog argocd flux fluxcd helm terraform terragrunt ansible puppet chef salt renovate dependabot github gitea " +
    "mergify cloudwatch lambda eventbridge velero restic borg rclone traefik caddy varnish openresty keycloak dex oauth2 openldap freeipa kerberos krbtgt samba winbind sssd pgbouncer pgpool patroni mariadb mysqld mongod cassandra clickhouse " +
    "opensearch solr memcache minio ceph glusterfs rook longhorn nodejs npm pnpm yarn webpack eslint prettier pytest junit selenium postman curl wget xray jaeger zipkin otel otelcol datadog newrelic sentry splunk"
  ).split(" "),
);

/** Programs act too: `created_by=order-service`. */
const PROGRAM =
  /(?:^|[._-])(?:service|svc|api|job|jobs|worker|bot|cron|consumer|producer|scheduler|system|batch|app|agent|controller|operator|gateway|pipeline|daemon|server|client|proxy|manager|handler|runner|sync|migration|script|import|importer|exporter|engine|monitor|process|task|trigger|queue|hook|webhook|lambda|function|admin|terraform|helm|argocd|flux|ansible|jenkins|renovate|dependabot)(?:[._-]?\d{1,4})?$/i;

/** Whether a name says that a program has it: `order-service`, `syncWorker`. */
export function isProgram(name: string): boolean {
  return PROGRAM.test(name.replace(/([a-z\d])([A-Z])/g, "$1-$2"));
}

/**
 * Whether a login name is no word: neither every part of it an ordinary one, nor a program's. Where a log may name a part of
 * itself in the same place (`failed for request`), only such a name is somebody's.
 */
export function isUncommonName(name: string): boolean {
  const lower = name.toLowerCase();
  if (name.length < 3 || PRODUCTS.has(lower) || isProgram(name) || /[-_.]\d{1,4}$|\d{5}|^[A-Z\d_-]+$/.test(name))
    return false;
  const parts = name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((part) => part.length > 1);
  if (parts.length === 0 || parts.length > 3) return false;
  return !parts.some((part) => PRODUCTS.has(part)) && !parts.every(isOrdinary);
}

function isOrdinary(word: string): boolean {
  return (lexiconBits(model().lexicon, wordHash(word)) & (LEX.common | LEX.company)) !== 0;
}
