const REACH = 24;
const COUNTED =
  /(?:version|ver|pid|tid|uid|gid|port|line|offset|size|bytes|block|blk|id|seq|serial|build|rev|txid|order|invoice|ticket|ref|reference|lot|batch|part|model|sku|item|article|asset|drawing|tracking|shipment|catalog|product)(?:[ _-]?(?:number|num|no\.?|nr\.?|#))?[ #:="_.]{0,3}$/i;

/** Whether the word right before `start` counts things (`lot 118-22-3041`, `part no. 447-883-2210`): no number of a person follows. */
export function isCounted(text: string, start: number): boolean {
  return COUNTED.test(text.slice(Math.max(0, start - REACH), start));
}
