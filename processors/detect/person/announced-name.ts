import { type Detector, EVIDENCE, type Match } from "../detector.ts";
import type { Stage } from "../stage.ts";
import { spend } from "../work.ts";

/** Units of work (`work.ts`) of a character. */
const COST = 120;
/** Shape and word beside it: a listed family name counts as more than a place where some name must stand. */
const PRIOR = 0.55;
const LISTED = 0.65;

/** A word for a person or a name, and a name in the same script; the group `name` is the finding. */
interface Rule {
  readonly pattern: RegExp;
  readonly evidence: number;
  readonly prior: number;
  /** Absent: a person. */
  readonly type?: "PERSON" | "LOCATION";
}

const HAN = String.raw`\p{Script=Han}`;
const ZH_FAMILY =
  "(?:欧阳|歐陽|司马|司馬|上官|诸葛|諸葛|东方|皇甫|尉迟|公孙|慕容|令狐|[王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許傅沈曾彭吕呂苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉阎余潘杜戴夏钟鍾汪田任姜范方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康毛邱秦江史顾顧侯邵孟龙龍万段雷钱錢汤湯尹黎易常武乔喬贺賀赖龔龚文])";
const JA_FAMILY =
  "(?:佐藤|鈴木|高橋|田中|伊藤|渡[辺邊邉]|山本|中村|小林|加藤|吉田|山田|佐々木|山口|松本|井上|木村|斎藤|齋藤|斉藤|清水|山崎|森田?|池田|橋本|阿部|石川|山下|中島|石井|小川|前田|岡田|長谷川|藤田|後藤|近藤|村上|遠藤|青木|坂本|福田|太田|西村|藤井|金子|岡本|藤原|三浦|中野|中川|原田|松田|竹内|小野|田村|中山|和田|石田|上田|原|柴田|酒井|宮崎|横山|宮本|内田|高木|安藤|谷口|大野|丸山|今井|高田|藤本|武田|村田|上野|杉山|増田|平野|菅原|久保|松井|千葉|岩崎|桜井|野口|松尾|野村|木下|菊地|佐野|大塚|新井|林)";
const KO_FAMILY =
  "(?:남궁|황보|제갈|선우|[김이박최정강조윤장임한오서신권황안송류유홍전고문양손배백허남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모])";
const KANA = String.raw`\p{Script=Katakana}ー`;

const JA = `(?:${HAN}|[${KANA}\\p{Script=Hiragana}々])`;

/** What may stand between a word and its name. */
const SIGN = String.raw`\s{0,3}["'「『]?[:：=＝]\s{0,3}["'「『]?`;

const CJK: readonly Rule[] = [
  rule(
    `(?:姓名|名字|联系人|聯絡人|收件人|收货人|收貨人|寄件人|申请人|申請人|持卡人|负责人|負責人|患者|乘客)(?:${SIGN}|是|为|為)(?<name>${HAN}{2,4}(?:·${HAN}{1,6})?)(?!${HAN})`,
    PRIOR,
  ),
  rule(`(?:姓名|联系人|聯絡人|收件人|收货人|客户|客戶)(?<name>${ZH_FAMILY}${HAN}{1,2})(?!${HAN})`, LISTED),
  rule(`(?:我叫|名叫|叫做|我是|本人)(?<name>${ZH_FAMILY}${HAN}{1,2})(?!${HAN})`, LISTED),
  rule(`(?<name>${ZH_FAMILY}${HAN}{0,2}) ?(?:先生|女士|小姐|太太|老师|老師|教授|医生|醫生|同学|博士)`, LISTED),
  rule(
    `(?:氏名|お?名前|お客様名|顧客名|会員名|患者名|宛名|受取人|担当者?)(?:${SIGN}|は)(?<name>${JA_FAMILY}[ 　・](?!様|さん|さま|氏|殿)${JA}{1,4}?|(?:${JA}{2,5}?|${JA}(?=[ 　]))(?:[ 　・]?${JA}{1,5}?)?)(?=です|さん|様|$|[\\s、。,，;」』"']|と)`,
    PRIOR,
  ),
  rule(
    `(?<name>${JA_FAMILY}[ 　]?(?:${HAN}|[${KANA}々]|\\p{Script=Hiragana}){0,3}?)(?:様|さま|さん|くん|君|氏|先生|殿)`,
    LISTED,
  ),
  rule(
    `(?:名前は|私は)(?!${JA}{1,6}(?:在住|出身|生まれ|に住))(?<name>${JA_FAMILY}[ 　]?(?:${HAN}|[${KANA}々]|\\p{Script=Hiragana}){1,3}?)(?:です|と申します|といいます)`,
    LISTED,
  ),
  rule(
    `(?:이름|성명|성함|고객명|담당자|수신인|수령인|받는 ?사람|예금주|환자명?|회원명|작성자)(?:${SIGN}|[은는이] ?| )(?<name>${KO_FAMILY}[가-힣]{2})(?=입니다|이에요|예요|이고|이라고|라고|에게|님|씨|[이가은는을를의] |[^가-힣]|$)`,
    LISTED,
  ),
  rule(
    `(?<![가-힣])(?<name>${KO_FAMILY}[가-힣]{2}) ?(?:(?:고객|회원|환자|손님|선생)?님|씨)(?=[이은는을의께에과와도 ,.!?]|$)`,
    LISTED,
  ),
  place(
    `(?:住在|来自|來自|出生于|出生於|出生地(?:是|为|為)|现居|現居|家住)(?<name>${HAN}{2,9}?[省市县縣区區镇鎮村])(?!${HAN}{0,6}[路街道巷弄号號])`,
  ),
  place(`(?<name>${HAN}{2,5}[都道府県市区町村])(?:に住んで|に住み|在住|出身|で生まれ|生まれ)`),
  place(`(?<![가-힣])(?<name>[가-힣]{2,6})(?:에서 태어|에 살|에 거주|에서 살| 출신| 거주)`),
];

/** A word of one script, and further ones of the same name. */
function run(letters: string, most: number): string {
  return `[${letters}]{2,16}(?:[ \\u00a0-]["']?[${letters}]{2,16}){0,${most - 1}}`;
}

const AR = String.raw`\p{Script=Arabic}\u064b-\u0652`;
/** Words that only begin or join a name: `عبد الرحمن` is one. */
const AR_NAME = String.raw`(?:(?:عبد|أبو|ابو|أم|ابن|بن|آل) )?[${AR}]{2,16}`;
const AR_RUN = `${AR_NAME}(?: ${AR_NAME})?`;
const HE = String.raw`\p{Script=Hebrew}`;
const HI = String.raw`\p{Script=Devanagari}`;
const TH = String.raw`\p{Script=Thai}`;
/** No letter of the script before a word. */
const alone = (letters: string): string => `(?<![${letters}])`;
const over = (letters: string): string => `(?![${letters}])`;

const SPACED: readonly Rule[] = [
  rule(
    `${alone(AR)}(?:الاسم(?: الكامل)?|اسم (?:العميل|المريض|المستلم|الموظف|المستخدم|الزبون)|العميل|المريض|المستلم)${SIGN}(?<name>${AR_RUN})`,
    PRIOR,
  ),
  rule(
    `${alone(AR)}(?:السيدة?|الآنسة|الأستاذة?|الدكتورة?|المهندسة?|اسمي|اسمه|اسمها) (?!(?:المحترمة?|العزيزة?|في|من|على|إلى|هو|هي) )(?<name>${AR_RUN})`,
    PRIOR,
  ),
  rule(
    `${alone(AR)}(?:نام|اسم|میرا نام|نام خانوادگی)(?: من)? (?<name>${run(AR, 3)}?) (?:است|هستم|ہے)${over(AR)}`,
    LISTED,
  ),
  rule(
    `${alone(AR)}(?:(?:نام(?: و نام خانوادگی| خانوادگی| مشتری| بیمار)?|گیرنده)${SIGN}|(?:آقای|خانم|سرکار خانم|جناب آقای) )(?<name>${run(AR, 2)})`,
    PRIOR,
  ),
  rule(`${alone(HE)}(?:שם(?: מלא| פרטי| משפחה| הלקוח| הנמען| המטופל)?|לקוח|נמען)${SIGN}(?<name>${run(HE, 2)})`, PRIOR),
  rule(`${alone(HE)}(?:מר|גברת|גב['׳]|ד["״]ר|פרופ['׳]|שמי|שמו|שמה|קוראים לי) (?<name>${run(HE, 2)})`, PRIOR),
  rule(`${alone(HI)}(?:नाम|ग्राहक|मरीज|रोगी|प्राप्तकर्ता)${SIGN}(?<name>${run(HI, 2)})`, PRIOR),
  rule(`${alone(HI)}(?:श्री(?:मती|मान)?|सुश्री|कुमारी|डॉ\\.?) (?!(?:ने|को|का|की|के|से|में|है|जी) )(?<name>${run(HI, 2)})`, PRIOR),
  rule(`${alone(HI)}मेरा नाम (?<name>${run(HI, 3)}?) (?:है|हैं)`, LISTED),
  rule(`${alone(HI)}मैं (?<name>${run(HI, 2)}) (?:बोल|हूँ|हूं)`, PRIOR),
  rule(`(?:ชื่อ(?:-?(?:นาม)?สกุล)?(?:ลูกค้า|ผู้ใช้|ผู้รับ|ผู้ป่วย)?)${SIGN}(?<name>[${TH}]{2,20}(?: [${TH}]{2,20})?)`, PRIOR),
  rule(
    `(?<![${TH}])(?:นางสาว|นาง|นาย(?!กรัฐ|กสมา|กเทศ|กองค์|จ้าง|หน้า)|ด\\.ช\\.|ด\\.ญ\\.|ดร\\.) ?(?<name>[${TH}]{2,16} [${TH}]{2,16})`,
    PRIOR,
  ),
  place(
    `${alone(AR)}و?(?:أسكن|نسكن|يسكن|تسكن|أعيش|يعيش|تعيش|أقيم|يقيم|تقيم|مقيمة?|ولدت|وُلدت|وُلد|ولد|مواليد|مولودة?) (?:في |ب)?(?:مدينة )?(?<name>[${AR}]{3,16})${over(AR)}`,
  ),
  place(
    `${alone(HE)}(?:גרה?|מתגוררת?|נולדתי|נולדה?|תושבת?) (?:בעיר |ב)(?!(?:אזור|מרכז|שכונת|רחוב|שנת|תאריך|יום)${over(HE)})(?<name>[${HE}]{3,14}(?:[ -][${HE}]{3,12})?)(?=[ ,.;!?]|$)`,
  ),
  place(`${alone(HI)}(?<name>[${HI}]{2,16}) (?:में (?:रहता|रहती|रहते|जन्म)|(?:का|की) (?:रहने वाला|रहने वाली|निवासी))`),
  place(`(?:อาศัยอยู่(?:ที่|ใน)|อยู่ที่จังหวัด|เกิดที่|บ้านอยู่ที่)(?:จังหวัด|เมือง)? ?(?<name>[${TH}]{3,16})(?![${TH}])`),
  rule(`ชื่อ(?:ของ)?(?:ผม|ฉัน|ดิฉัน)(?:คือ)? ?(?<name>[${TH}]{2,16} (?!เลข|และ|อยู่|เบอร์)[${TH}]{2,16})`, PRIOR),
  rule(`(?:ผม|ฉัน|ดิฉัน)ชื่อ ?(?<name>[${TH}]{2,16}(?: (?!ครับ|ค่ะ|คะ)[${TH}]{2,16})?)`, PRIOR),
];

/** Scripts of which only the sentence that introduces, and the label of a form, are known. */
const INTRODUCED: readonly Rule[] = [
  rule(
    `(?:আমার নাম|என் பெயர்|எனது பெயர்|నా పేరు|ನನ್ನ ಹೆಸರು|എന്റെ പേര്|મારું નામ|ਮੇਰਾ ਨਾਮ|මගේ නම|ჩემი სახელია|მე მქვია|Իմ անունը|ስሜ) (?<name>${run(String.raw`\p{L}\p{M}`, 2)})`,
    PRIOR,
  ),
  rule(`(?:নাম|பெயர்|పేరు|ಹೆಸರು|പേര്|નામ|ਨਾਮ|නම|სახელი|Անուն|ስም)${SIGN}(?<name>${run(String.raw`\p{L}\p{M}`, 2)})`, PRIOR),
];

function rule(source: string, prior: number): Rule {
  return { pattern: new RegExp(source, "gu"), prior, evidence: EVIDENCE.shape | EVIDENCE.contextWord };
}

/** Where somebody lives or was born. */
function place(source: string): Rule {
  return { ...rule(source, PRIOR), type: "LOCATION" };
}

const CJK_SCRIPT = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]/;
/** Bengali to Sinhala, Georgian, Armenian, Ethiopic. */
const OTHER_SCRIPT = /[\u0530-\u058f\u0980-\u0dff\u10a0-\u10ff\u1200-\u137f]/;
const SPACED_SCRIPT = /\p{Script=Hebrew}|\p{Script=Arabic}|\p{Script=Devanagari}|\p{Script=Thai}/u;

/** Words of running text of which a name behind a word is not made. */
const NO_NAME =
  /^(?:المحترم|المحترمة|مطلوب|غير|في|من|מלא|הקובץ|המשתמש|आवश्यक|दर्ज|企业|不在|未定|普通|新用户|会员|管理|系统|系統|未知|なし|不明|없음|미상)/u;
/** Where a name of two words has taken the next word of the sentence. */
const TAIL =
  / (?:ו\S+|و\S+|في|من|على|إلى|الحالة|عن|اليوم|סטטוס|היום|התקשר\S*|בנוגע|ने|को|का|की|के|से|में|है|हैं|और|पर|स्थिति|แล้ว|ติดต่อ\S*|ขอ\S*|ครับ|ค่ะ|สถานะ\S*)$/u;

/** Names that a word in a script without capitals announces; one reader for all of them, in one pass per rule. */
const ANNOUNCED_NAMES: Stage = {
  id: "announced_names",
  mayHold: (text) => CJK_SCRIPT.test(text) || SPACED_SCRIPT.test(text) || OTHER_SCRIPT.test(text),
  read(text, context) {
    spend(context.work, text.length * COST);
    const matches: Match[] = [];
    if (CJK_SCRIPT.test(text)) for (const one of CJK) read(text, one, matches);
    if (SPACED_SCRIPT.test(text)) for (const one of SPACED) read(text, one, matches);
    if (OTHER_SCRIPT.test(text)) for (const one of INTRODUCED) read(text, one, matches);
    return matches;
  },
};

function read(text: string, { pattern, prior, evidence, type = "PERSON" }: Rule, matches: Match[]): void {
  for (const found of text.matchAll(pattern)) {
    let name = found.groups?.["name"] ?? "";
    name = name.replace(TAIL, "");
    if (name.trim() === "" || NO_NAME.test(name)) continue;
    const start = found.index + found[0].lastIndexOf(name);
    matches.push({ start, end: start + name.length, prior, evidence, type });
  }
}

/** Names in Chinese, Japanese, Korean, Arabic, Hebrew, Thai and Devanagari. */
const names: Detector = {
  id: "person_announced",
  type: "PERSON",
  description:
    "Names in scripts without capitals, where a word beside them speaks of a person: `姓名：`, `様`, `씨`, `السيد`, `שמי`, `นาย`, `श्री`. Family names of Chinese, Japanese and Korean are listed.",
  source: "Public statistics of family names: 公安部 2020, 名字由来net, 통계청 2015; forms of address from grammars",
  triggers: ["non_ascii"],
  stage: ANNOUNCED_NAMES,
  examples: [
    { text: "订单已确认，姓名：陈雨桐，请尽快发货", finds: ["陈雨桐"] },
    { text: "高橋 健一様よりお問い合わせがありました", finds: ["高橋 健一"] },
    { text: "박서연님이 문의하셨습니다", finds: ["박서연"] },
    { text: "اتصل السيد خالد الزهراني بخصوص الفاتورة", finds: ["خالد الزهراني"] },
    { text: "שלום, שמי נועה פרידמן ואני רוצה החזר", finds: ["נועה פרידמן"] },
    { text: "ยืนยันคำสั่งซื้อ ชื่อ: วิชัย แสงทอง แล้ว", finds: ["วิชัย แสงทอง"] },
    { text: "नमस्ते, मेरा नाम अंजलि जोशी है", finds: ["अंजलि जोशी"] },
    { text: "お名前：石田 真琴、会員番号 4", finds: ["石田 真琴"] },
    { text: "السيد عبد الكريم الحمداني طلب الإلغاء", finds: ["عبد الكريم الحمداني"] },
    { text: "سلام، نام من آرزو کریمی است", finds: ["آرزو کریمی"] },
    { text: "আমার নাম মাহবুব রহমান", finds: ["মাহবুব রহমান"] },
    { text: "ชื่อของฉันคือ มาลี แสงทอง เลขที่ 4", finds: ["มาลี แสงทอง"] },
  ],
  counterExamples: [
    "先生您好，订单已发货",
    "お客様各位、メンテナンスのお知らせ",
    "고객님의 주문이 접수되었습니다",
    "السيد المحترم، شكرا لكم",
    "שם הקובץ: report.txt",
    "นายกรัฐมนตรีแถลงข่าว",
    "फ़ाइल का नाम आवश्यक है",
  ],
  knownMisses: ["names without a word for a person beside them, or a key"],
};

/** Places in the same scripts. */
const places: Detector = {
  id: "place_announced",
  type: "LOCATION",
  description:
    "Places where somebody says to live or to be born, in scripts without capitals: `أعيش في`, `גר ב`, `住在`, `在住`, `에 살`, `में रहता`.",
  source: "Grammars of the languages",
  triggers: ["non_ascii"],
  stage: ANNOUNCED_NAMES,
  examples: [
    { text: "أنا طالب وأعيش في الدمام", finds: ["الدمام"] },
    { text: "אני גרה בחדרה עם כלב", finds: ["חדרה"] },
    { text: "私は松本市在住です", finds: ["松本市"] },
    { text: "我住在苏州市", finds: ["苏州市"] },
    { text: "저는 전주에 살고 있습니다", finds: ["전주"] },
  ],
  counterExamples: ["המערכת פועלת ברשת", "数据来自服务器", "تعيش في", "메모리에 상주"],
  knownMisses: ["places without a word that says somebody lives there"],
};

export const detectors: readonly Detector[] = [names, places];
