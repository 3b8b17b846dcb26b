// The fold's walk and books: processors/fold/assembly into processors/fold/fold-wasm.generated.ts.
import { writeAssembly } from "./webassembly.ts";

await writeAssembly({
  name: "fold",
  script: "build-fold.ts",
  constant: "FOLD_WASM",
  sentence: "The fold's walk and books as a WebAssembly module, base64.",
  features: ["bulk-memory"],
});
