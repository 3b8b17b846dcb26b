// What the host calls.
export { digest } from "./digest";
export { configure, scan, stoppedAt } from "./scan";
export { shape } from "./shape";
export { isStructured } from "./structure";
export { survey, surveyedItems } from "./survey";
