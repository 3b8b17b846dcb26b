// Which labels fold, in four numbers: identifiers told by their first value, words of the semantic conventions' enumerations
// folded, names of services, hosts, regions, routes and versions misread, and the time of one decision.
import { parseArgs } from "node:util";
import { LEAST, measureLabels } from "./labels/measure.ts";

const { values: flags } = parseArgs({
  options: {
    json: { type: "boolean" },
    seed: { type: "string" },
    values: { type: "string" },
    misread: { type: "boolean" },
  },
});
const seed = Number(flags.seed ?? 20_261_121);
const measured = measureLabels(seed, Number(flags.values ?? 20_000));

console.log(`seed ${seed}; identifiers folded by their first value:`);
for (const { name, folded, made } of measured.kinds)
  console.log(`  ${name.padEnd(30)} ${((100 * folded) / made).toFixed(2).padStart(7)} %`);
const { figures } = measured;
console.log(
  `all ${measured.kinds.length} kinds: ${(100 * figures.label_identifier_recall).toFixed(3)} % (owed ${100 * LEAST.recall} %)`,
);
console.log(`enumerations: ${figures.label_enum_values_folded} of ${measured.enumValues} words folded (owed 0)`);
console.log(
  `vocabulary: ${measured.misread.length} of ${measured.names} names misread, ${(100 * figures.label_vocabulary_misread).toFixed(3)} % (owed ${100 * LEAST.misread} %)`,
);
if (flags.misread === true) for (const name of measured.misread) console.log(`  ${name}`);
console.log(`${figures.label_ns_per_value.toFixed(0)} ns per value decided (identifiers and names in turn)`);
const fails =
  figures.label_identifier_recall < LEAST.recall ||
  figures.label_enum_values_folded > 0 ||
  figures.label_vocabulary_misread > LEAST.misread;
if (fails) process.exitCode = 1;
if (flags.json === true) console.log(JSON.stringify(figures));
