// What the host calls.
export { digest } from "./digest";
export { configure, scan, stoppedAt } from "./scan";
export { survey, surveyedItems } from "./survey";
