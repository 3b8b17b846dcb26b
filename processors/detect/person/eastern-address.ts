import { type Detector, EVIDENCE, type Match } from "../detector.ts";
import type { Stage } from "../stage.ts";
import { spend } from "../work.ts";

/** Units of work (`work.ts`) of a character. */
const COST = 60;
const PRIOR = 0.6;

const HAN = String.raw`\p{Script=Han}`;
const ZH_LARGE =
  "北京|天津|上海|重庆|重慶|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|内蒙古|广西|西藏|宁夏|新疆|香港|臺北|台北|新北|桃園|臺中|台中|臺南|台南|高雄|基隆|新竹";
const KANA = String.raw`\p{Script=Katakana}\p{Script=Hiragana}ーヶ々`;
const DIGIT = "[0-9０-９〇一二三四五六七八九十]";
const ZH_STREET = `${HAN}{1,12}?(?:大道|[路街道巷弄段村])(?:${HAN}{1,4}段)?${DIGIT}{1,6}(?:[-之]${DIGIT}{1,4})?[号號弄](?:院|大院)?(?:${DIGIT}{1,5}[A-Za-z]?(?:号楼|號樓|[栋棟幢座单單元楼樓层層室號号房])(?:之${DIGIT}{1,3})?){0,4}`;
/** A label of a form in front of the rest of its line. */
const LABEL = String.raw`(?:收货地址|收貨地址|联系地址|通讯地址|家庭地址|配送地址|邮寄地址|地址|住所|お届け先|送付先|현주소|배송지|주소)\s{0,2}[:：]\s{0,2}`;

const RULES: readonly RegExp[] = [
  // From the province, a large city or any city down to the number of the house.
  new RegExp(
    `(?:(?:${ZH_LARGE})(?:省|市|壮族自治区|回族自治区|自治区)?|${HAN}{2}[市縣](?=${HAN}{1,4}[区區县鎮路街]))(?:${HAN}{1,8}?[市州盟区區县縣镇鎮乡鄉里]){0,3}${ZH_STREET}`,
    "gu",
  ),
  // 〒 and prefecture down to the block.
  new RegExp(
    `(?:〒?\\s?\\d{3}[-‐－]\\d{4}[\\s　]{0,2})?(?:東京都|北海道|(?:京都|大阪)府|${HAN}{2,3}県)[${HAN}${KANA}]{2,24}?[\\s　]?${DIGIT}{1,5}(?:(?:丁目|番地|番|号|[-‐－−ー])${DIGIT}{0,5}){1,4}`,
    "gu",
  ),
  // 시, 구 and 로 down to the number.
  /(?:[가-힣]{2,6}(?:특별자치시|특별자치도|특별시|광역시|시|도) ){1,2}(?:[가-힣]{1,6}[시군구읍면] ){0,3}[가-힣0-9]{1,12}(?:로|길|동)(?: ?\d{1,4}번길)? \d{1,5}(?:-\d{1,4})?(?:,? (?:\d{1,4}동 )?\d{1,4}호)?/gu,
  new RegExp(`(?<=${LABEL})(?=[^\\n,，。;；]{0,80}[0-9０-９])[${HAN}${KANA}가-힣][^\\n，。;；"]{5,80}`, "gu"),
];

const CJK = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]/;
/** What every rule needs: a word of the lowest level, or a label. */
const HOLDS = /[号號弄県都府로길동]|北海道|地址|住所|届け先|送付先|주소|배송지/;

const EASTERN_ADDRESSES: Stage = {
  id: "eastern_addresses",
  mayHold: (text) => CJK.test(text) && HOLDS.test(text) && /[0-9０-９]/.test(text),
  read(text, context) {
    spend(context.work, text.length * COST);
    const matches: Match[] = [];
    for (const rule of RULES)
      for (const found of text.matchAll(rule))
        matches.push({
          start: found.index,
          end: found.index + found[0].length,
          prior: PRIOR,
          evidence: EVIDENCE.shape | EVIDENCE.contextWord,
          type: "POSTAL_ADDRESS",
        });
    return matches;
  },
};

/** Addresses as China, Taiwan, Japan and Korea write them: from the largest part to the number, without blanks or few. */
export const detector: Detector = {
  id: "postal_address_eastern",
  type: "POSTAL_ADDRESS",
  description:
    "Addresses of China, Taiwan, Japan and Korea by the words of their parts (`省`, `路`, `号`; `県`, `丁目`; `시`, `구`, `로`), and what stands behind a label such as `住所：`.",
  source: "GB/T 23705; 住居表示に関する法律; 도로명주소법",
  triggers: ["non_ascii"],
  stage: EASTERN_ADDRESSES,
  examples: [
    { text: "请寄到浙江省杭州市西湖区文三路478号6栋301室，谢谢", finds: ["浙江省杭州市西湖区文三路478号6栋301室"] },
    { text: "寄送臺北市信義區松仁路58號7樓之2", finds: ["臺北市信義區松仁路58號7樓之2"] },
    { text: "送り先は大阪府堺市北区長曽根町130-42です", finds: ["大阪府堺市北区長曽根町130-42"] },
    {
      text: "배송은 부산광역시 해운대구 센텀중앙로 48, 1204호 입니다",
      finds: ["부산광역시 해운대구 센텀중앙로 48, 1204호"],
    },
  ],
  counterExamples: [
    "订单号130042已发货",
    "第3号服务器在华东地区",
    "サーバー3号機を再起動しました",
    "자동 배포 12건 완료",
    "版本号2.14.0发布",
  ],
  knownMisses: ["addresses without a number"],
};
