/** Columns of Grafana's grid. */
const COLUMNS = 24;
const ROW_HEIGHT = 1;
const DATASOURCE = { type: "prometheus", uid: "${datasource}" } as const;

interface Query {
  readonly expr: string;
  /** Name of each series, with `{{label}}`. */
  readonly legend?: string;
}

interface Panel {
  readonly type: "timeseries" | "stat" | "table" | "bargauge";
  readonly title: string;
  readonly description: string;
  /** As Grafana names units: `short`, `reqps`, `bytes`, `s`, `percentunit`. */
  readonly unit: string;
  readonly queries: readonly Query[];
  /** Anything above 0 is red. */
  readonly mustBeZero?: boolean;
}

export interface Section {
  readonly title: string;
  /** Panels beside each other. */
  readonly across: number;
  readonly height: number;
  readonly panels: readonly Panel[];
}

export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  /** Texts somebody may change, with their first value. */
  readonly inputs: readonly { readonly name: string; readonly label: string; readonly value: string }[];
  readonly sections: readonly Section[];
}

/** A metric that every proxy has, from which job and instance are read. */
const PRESENCE = "scrubber_received_items_total";

/** The JSON model that Grafana imports (schema version 39, Grafana 10.4 and later). */
export function grafanaModel({ uid, title, description, inputs, sections }: Dashboard): object {
  return {
    uid,
    title,
    description,
    tags: ["opentelemetry", "otelscrub"],
    editable: true,
    graphTooltip: 1,
    refresh: "30s",
    schemaVersion: 39,
    time: { from: "now-6h", to: "now" },
    timezone: "",
    annotations: { list: [] },
    links: [],
    templating: {
      list: [datasourceVariable(), queryVariable("job"), queryVariable("instance", "job"), ...inputs.map(input)],
    },
    panels: placed(sections),
  };
}

function datasourceVariable(): object {
  return { name: "datasource", label: "Data source", type: "datasource", query: "prometheus", refresh: 1, hide: 0 };
}

function queryVariable(label: string, within?: string): object {
  const matcher = within === undefined ? "" : `{${within}=~"$${within}"}`;
  const query = `label_values(${PRESENCE}${matcher}, ${label})`;
  return {
    name: label,
    label,
    type: "query",
    datasource: DATASOURCE,
    query: { query, refId: "variable" },
    definition: query,
    // On time range change: proxies come and go.
    refresh: 2,
    includeAll: true,
    allValue: ".+",
    multi: true,
    sort: 1,
    current: { selected: true, text: ["All"], value: ["$__all"] },
  };
}

function input({ name, label, value }: Dashboard["inputs"][number]): object {
  return { name, label, type: "textbox", query: value, current: { selected: true, text: value, value } };
}

function placed(sections: readonly Section[]): object[] {
  const panels: object[] = [];
  let y = 0;
  let id = 1;
  for (const { title, across, height, panels: inside } of sections) {
    panels.push({
      id: id++,
      type: "row",
      title,
      collapsed: false,
      gridPos: { x: 0, y, w: COLUMNS, h: ROW_HEIGHT },
      panels: [],
    });
    y += ROW_HEIGHT;
    const width = COLUMNS / across;
    inside.forEach((panel, i) => {
      const gridPos = { x: (i % across) * width, y: y + Math.floor(i / across) * height, w: width, h: height };
      panels.push({ id: id++, gridPos, ...panelModel(panel) });
    });
    y += Math.ceil(inside.length / across) * height;
  }
  return panels;
}

function panelModel({ type, title, description, unit, queries, mustBeZero = false }: Panel): object {
  const isInstant = type !== "timeseries";
  const steps = [{ color: "green", value: null }, ...(mustBeZero ? [{ color: "red", value: 1e-9 }] : [])];
  return {
    type,
    title,
    description,
    datasource: DATASOURCE,
    targets: queries.map(({ expr, legend = "" }, i) => ({
      refId: String.fromCharCode(65 + i),
      datasource: DATASOURCE,
      expr,
      legendFormat: legend,
      ...(isInstant ? { instant: true, range: false } : { range: true }),
      ...(type === "table" && { format: "table" }),
    })),
    fieldConfig: {
      defaults: { unit, min: 0, thresholds: { mode: "absolute", steps }, color: { mode: colorMode(type, mustBeZero) } },
      overrides: [],
    },
    options: OPTIONS[type],
  };
}

function colorMode(type: Panel["type"], mustBeZero: boolean): string {
  return type === "timeseries" && !mustBeZero ? "palette-classic" : "thresholds";
}

const OPTIONS = {
  timeseries: {
    legend: { displayMode: "list", placement: "bottom", showLegend: true },
    tooltip: { mode: "multi", sort: "desc" },
  },
  stat: { reduceOptions: { calcs: ["lastNotNull"], fields: "", values: false }, colorMode: "value", graphMode: "none" },
  bargauge: {
    reduceOptions: { calcs: ["lastNotNull"], fields: "", values: false },
    orientation: "horizontal",
    displayMode: "basic",
  },
  table: { showHeader: true },
} as const;
