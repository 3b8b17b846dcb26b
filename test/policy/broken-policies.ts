/** A document that must be refused, without its first two lines (`version`, `name`) where `bare` is not set. */
export interface Broken {
  readonly title: string;
  readonly lines: readonly string[];
  readonly bare?: true;
}

const EMPLOYEE = ["extends: default", "patterns:", "  - name: employee", "    type: USER_ID"];

/** Every way to get a policy wrong that we know. The header takes lines 1 and 2. */
export const BROKEN_POLICIES: readonly Broken[] = [
  { title: "an unknown section", lines: ["extends: default", "tyeps: {}"] },
  { title: "an unknown entity type", lines: ["extends: default", "types:", "  EMAIL_ADRESS: redact"] },
  { title: "two unknown names in one map", lines: ["extends: default", "types:", "  EMAIL: redact", "  IBAN: redact"] },
  { title: "an unknown action", lines: ["extends: default", "types:", "  PERSON: redcat"] },
  { title: "an unknown action in a map", lines: ["extends: default", "types:", "  PERSON: { action: hsah }"] },
  { title: "an unknown member of a type", lines: ["extends: default", "types:", "  PERSON: { treshold: 0.4 }"] },
  { title: "a threshold above 1", lines: ["extends: default", "types:", "  PERSON: { threshold: 60 }"] },
  { title: "a threshold that is text", lines: ["extends: default", "types:", '  PERSON: { threshold: "0.6" }'] },
  { title: "a type without a rule", lines: ["extends: default", "types:", "  PERSON:"] },
  { title: "a type with an empty rule", lines: ["extends: default", "types:", "  PERSON: {}"] },
  { title: "a list of types", lines: ["extends: default", "types: [PERSON]"] },
  {
    title: "keep_last without mask",
    lines: ["extends: default", "types:", "  CREDIT_CARD: { action: redact, keep_last: 4 }"],
  },
  {
    title: "a negative keep_last",
    lines: ["extends: default", "types:", "  CREDIT_CARD: { action: mask, keep_last: -1 }"],
  },
  { title: "template for a person", lines: ["extends: default", "types:", "  PERSON: template"] },
  {
    title: "classes of something other than addresses",
    lines: ["extends: default", "types:", "  PERSON: { classes: { public: keep } }"],
  },
  {
    title: "an unknown class of addresses",
    lines: ["extends: default", "types:", "  IP_ADDRESS:", "    classes: { localhost: keep }"],
  },
  {
    title: "keep and by_key_only",
    lines: ["extends: default", "types:", "  AGE: { action: keep, by_key_only: true }"],
  },
  { title: "defaults above an extended policy", lines: ["extends: default", "defaults: { action: hash }"] },
  { title: "neither extends nor defaults", lines: ["types: { PERSON: redact }"] },
  { title: "an unknown policy to extend", lines: ["extends: defualt"] },
  { title: "no name", bare: true, lines: ['version: "1"', "extends: default"] },
  { title: "a name with spaces", bare: true, lines: ['version: "1"', "name: our policy", "extends: default"] },
  { title: "a version that YAML cuts short", bare: true, lines: ["version: 1.10", "name: test", "extends: default"] },
  { title: "an empty document", bare: true, lines: [""] },
  { title: "a list instead of a map", bare: true, lines: ["- a"] },
  { title: "a key without anything to do", lines: ["extends: default", "keys:", "  - key: app.user"] },
  { title: "a rule without a key", lines: ["extends: default", "keys:", "  - action: never"] },
  { title: "a rule with two names", lines: ["extends: default", "keys:", "  - { key: a, glob: a*, action: never }"] },
  { title: "a star in a key", lines: ["extends: default", "keys:", '  - { key: "app.*", action: never }'] },
  { title: "a glob without a star", lines: ["extends: default", "keys:", "  - { glob: app.user, action: never }"] },
  {
    title: "a glob for everything",
    lines: ["extends: default", "keys:", '  - { glob: "*", action: drop, type: FREE_TEXT }'],
  },
  {
    title: "a regular expression as a glob",
    lines: ["extends: default", "keys:", "  - glob: app.(user|name).[a-z]*", "    action: never"],
  },
  { title: "a double star", lines: ["extends: default", "keys:", '  - { glob: "app.**.id", action: never }'] },
  { title: "an unknown format", lines: ["extends: default", "keys:", "  - { key: a, format: jsn }"] },
  {
    title: "a format for a key that is acted on",
    lines: ["extends: default", "keys:", "  - { key: a, action: redact, type: PERSON, format: json }"],
  },
  {
    title: "a type for a key that is scanned",
    lines: ["extends: default", "keys:", "  - { key: a, action: scan, type: PERSON }"],
  },
  {
    title: "an action for a key without its type",
    lines: ["extends: default", "keys:", "  - { key: app.customer, action: hash }"],
  },
  { title: "keep for a key", lines: ["extends: default", "keys:", "  - { key: a, action: keep, type: PERSON }"] },
  {
    title: "one key twice",
    lines: ["extends: default", "keys:", "  - { key: a.b, action: never }", "  - { path: [a, b], action: scan }"],
  },
  { title: "a path of one name", lines: ["extends: default", "keys:", "  - { path: [a], action: never }"] },
  {
    title: "a constant for the instance id",
    lines: ["extends: default", "keys:", '  - { glob: "service.*", action: redact, type: FREE_TEXT }'],
  },
  { title: "an unknown place", lines: ["extends: default", "places: { span.nme: never }"] },
  { title: "a place without a type", lines: ["extends: default", "places:", "  span.name: { action: redact }"] },
  {
    title: "drop for a place that is no attribute",
    lines: ["extends: default", "places:", "  span.name: { action: drop, type: FREE_TEXT }"],
  },
  { title: "an unknown signal", lines: ["extends: default", "signals: { metric: {} }"] },
  {
    title: "a broken rule below a signal",
    lines: ["extends: default", "signals:", "  metrics:", "    keys:", "      - { key: a, action: nevr }"],
  },
  {
    title: "a service that matches everything",
    lines: ["extends: default", "services:", "  - match: {}", "    types: { PERSON: keep }"],
  },
  { title: "a service without a match", lines: ["extends: default", "services:", "  - types: { PERSON: keep }"] },
  { title: "an address range with host bits", lines: ["extends: default", "allow:", "  cidrs: [10.0.0.1/8]"] },
  { title: "a range of all addresses", lines: ["extends: default", "allow:", "  cidrs: [0.0.0.0/0]"] },
  {
    title: "something that is no address range",
    lines: ["extends: default", "allow:", "  cidrs:", "    - 192.0.2.0/24", "    - 300.1.1.1/8"],
  },
  { title: "a suffix that allows nearly everything", lines: ["extends: default", "allow:", "  suffixes: [m]"] },
  { title: "a star in a suffix", lines: ["extends: default", "allow:", '  suffixes: ["*@example.com"]'] },
  { title: "an unknown region", lines: ["extends: default", "phone_regions: [DE, UK]"] },
  { title: "an unknown detector", lines: ["extends: default", "detectors: { disable: [emial] }"] },
  { title: "a detector on and off", lines: ["extends: default", "detectors: { disable: [email], enable: [email] }"] },
  { title: "unknown keys shown in part", lines: ["extends: default", "unknown_keys: mask"] },
  { title: "a limit above the ceiling", lines: ["extends: default", "limits: { max_value_bytes: 9999999 }"] },
  { title: "look-ahead", lines: [...EMPLOYEE, "    pattern: 'EMP(?=[0-9])'", "    examples: [EMP1]"] },
  { title: "look-behind", lines: [...EMPLOYEE, "    pattern: '(?<!x)EMP'", "    examples: [EMP1]"] },
  { title: "a back-reference", lines: [...EMPLOYEE, "    pattern: '([0-9])-\\1'", "    examples: [1-1]"] },
  { title: "a possessive quantifier", lines: [...EMPLOYEE, "    pattern: 'EMP[0-9]++'", "    examples: [EMP1]"] },
  { title: "an atomic group", lines: [...EMPLOYEE, "    pattern: '(?>EMP)'", "    examples: [EMP1]"] },
  { title: "a pattern with an open bracket", lines: [...EMPLOYEE, "    pattern: 'EMP[0-9'", "    examples: [EMP1]"] },
  {
    title: "a pattern that matches nothing and everything",
    lines: [...EMPLOYEE, "    pattern: '[0-9]*'", "    examples: ['1']"],
  },
  {
    title: "an example in which nothing is found",
    lines: [...EMPLOYEE, "    pattern: 'EMP-[0-9]{4}'", "    examples: [EMP-1234, EMP-12]"],
  },
  {
    title: "a counter-example in which something is found",
    lines: [
      ...EMPLOYEE,
      "    pattern: 'EMP-[0-9]{4}'",
      "    examples: [EMP-1234]",
      "    counter_examples: [see EMP-12345]",
    ],
  },
  {
    title: "an example that fails the validator",
    lines: [...EMPLOYEE, "    pattern: '[0-9]{8}'", "    validator: luhn", "    examples: ['12345678']"],
  },
  { title: "a pattern without examples", lines: [...EMPLOYEE, "    pattern: 'EMP-[0-9]{4}'"] },
  { title: "neither pattern nor words", lines: [...EMPLOYEE] },
  {
    title: "pattern and words",
    lines: [...EMPLOYEE, "    pattern: 'EMP-[0-9]{4}'", "    words: [a]", "    examples: [EMP-1234]"],
  },
  { title: "a word that starts with punctuation", lines: [...EMPLOYEE, "    words: [Falcon, '#falcon']"] },
  {
    title: "an unknown validator",
    lines: [...EMPLOYEE, "    pattern: '[0-9]{8}'", "    validator: lunh", "    examples: ['12345678']"],
  },
  {
    title: "a pattern of a type that is kept",
    lines: ["extends: default", "patterns:", "  - { name: city, type: LOCATION, words: [Springfield] }"],
  },
  {
    title: "a pattern whose score is below the threshold",
    lines: ["extends: default", "patterns:", "  - { name: city, type: PERSON, words: [Falcon], score: 0.2 }"],
  },
  {
    title: "two patterns of one name",
    lines: [
      "extends: default",
      "patterns:",
      "  - { name: a, type: PERSON, words: [Falcon] }",
      "  - { name: a, type: PERSON, words: [Hawk] }",
    ],
  },
  { title: "a tab", lines: ["extends: default", "types:", "\tPERSON: redact"] },
  { title: "one name twice", lines: ["extends: default", "types:", "  PERSON: redact", "  PERSON: keep"] },
  { title: "an alias without an anchor", lines: ["extends: default", "types: *base"] },
  { title: "two documents", lines: ["extends: default", "---", "name: b"] },
  {
    title: "a name that means something to JavaScript",
    lines: ["extends: default", "services:", "  - match: { constructor: a, service.name: b }"],
  },
  { title: "a number as a name", lines: ["extends: default", "types: { 1: redact }"] },
  {
    title: "three faults in three sections",
    lines: ["extends: defualt", "types: { PERSON: hide }", "signals: { logs: { allow: { cidrs: 10.0.0.0/8 } } }"],
  },
  { title: "an unknown word in the fold", lines: ["extends: default", "fold: { enabeld: true }"] },
  {
    title: "an unknown mode of a label",
    lines: ["extends: default", "fold:", "  labels:", "    - { key: a, mode: remove }"],
  },
  { title: "a mode misspelt", lines: ["extends: default", "fold:", "  labels:", "    - { key: a, mode: k_anonymus }"] },
  { title: "a folded label without a mode", lines: ["extends: default", "fold:", "  labels:", "    - { key: a }"] },
  {
    title: "a mode without its number",
    lines: ["extends: default", "fold:", "  labels:", "    - { key: a, mode: bucket }"],
  },
  {
    title: "a number of another mode",
    lines: ["extends: default", "fold:", "  labels:", "    - { key: a, mode: drop, sources: 5 }"],
  },
  {
    title: "k of one",
    lines: ["extends: default", "fold:", "  labels:", "    - { key: a, mode: k_anonymous, sources: 1 }"],
  },
  { title: "every label folded", lines: ["extends: default", "fold:", "  labels:", '    - { key: "*", mode: drop }'] },
  {
    title: "a pattern in a label",
    lines: ["extends: default", "fold:", "  labels:", '    - { key: "user_(id|name)", mode: drop }'],
  },
  {
    title: "two rules for one label",
    lines: [
      "extends: default",
      "fold:",
      "  labels:",
      "    - { key: a, mode: drop }",
      '    - { key: a, metric: "*", mode: keep }',
    ],
  },
  { title: "statistics that are on", lines: ["extends: default", "fold: { statistics: on }"] },
  {
    title: "an unknown function of gauges",
    lines: ["extends: default", "fold:", "  gauges:", '    - { metric: "*.x", function: average }'],
  },
  {
    title: "a companion that is the function",
    lines: ["extends: default", "fold:", "  gauges:", '    - { metric: "*.x", function: max, companions: [max] }'],
  },
];

/** The whole text of a broken policy. */
export function textOf(broken: Broken): string {
  return [...(broken.bare ? [] : ['version: "1"', "name: test"]), ...broken.lines, ""].join("\n");
}
