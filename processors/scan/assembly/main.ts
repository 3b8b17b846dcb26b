// What the host calls.
export { configure, scan, stoppedAt } from "./scan";
export { survey, surveyedItems } from "./survey";
