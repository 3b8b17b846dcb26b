// The candidate scan and the survey: processors/scan/assembly into processors/scan/scan-wasm.generated.ts.
import { writeAssembly } from "./webassembly.ts";

await writeAssembly({
  name: "scan",
  script: "build-scan.ts",
  constant: "SCAN_WASM",
  sentence: "The candidate scan as a WebAssembly module, base64.",
  features: [],
});
