// Writes dashboards/*.json, which Grafana imports.
import { writeFileSync } from "node:fs";
import { CARDINALITY } from "./dashboards/cardinality.ts";
import { grafanaModel } from "./dashboards/grafana.ts";
import { OVERVIEW } from "./dashboards/overview.ts";

for (const dashboard of [OVERVIEW, CARDINALITY]) {
  const model = JSON.stringify(grafanaModel(dashboard), undefined, 2);
  writeFileSync(new URL(`../dashboards/${dashboard.uid}.json`, import.meta.url), `${model}\n`);
}
