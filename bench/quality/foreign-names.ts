import type { Plan } from "../../processors/plan.ts";
import { Rng } from "../../test/support/rng.ts";
import { measureRecords } from "./keyed.ts";
import type { Field, GeneratedRecord } from "./records.ts";
import type { Tally } from "./tally.ts";

/** Names and sentences of a script without capitals. `*` stands for the name. */
interface Language {
  readonly id: string;
  readonly family: readonly string[];
  readonly given: readonly string[];
  /** Between family and given name; given names come first where it is a space. */
  readonly order: "family_first" | "given_first";
  readonly glue: string;
  readonly sentences: readonly string[];
  /** Sentences of the same kind without a name. */
  readonly clean: readonly string[];
}

const words = (list: string): readonly string[] => list.split(" ");

const LANGUAGES: readonly Language[] = [
  {
    id: "zh",
    family: words("王 李 张 刘 陈 杨 赵 黄 周 吴 徐 孙 胡 朱 高 林 何 郭 马 罗 欧阳 司马"),
    given: words("伟 芳 娜 秀英 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 秀兰 霞 思远 雨桐 子轩"),
    order: "family_first",
    glue: "",
    sentences: [
      "订单已确认，姓名：*，请尽快发货",
      "客户*先生来电咨询退款",
      "您好，我叫*，我的包裹没有收到",
      "收件人：* 已签收",
      "联系人=* 状态=有效",
      "请转告*女士，会议改到下午",
    ],
    clean: [
      "先生您好，订单已发货",
      "数据库连接已关闭，请重试",
      "用户登录成功，会话开始",
      "我是新用户，怎么重置密码",
      "客户：企业版",
    ],
  },
  {
    id: "ja",
    family: words(
      "佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 林 斎藤 清水",
    ),
    given: words("陽子 太郎 花子 健一 美咲 翔太 さくら 大輔 由美 直樹 結衣 蓮 恵子 誠"),
    order: "family_first",
    glue: " ",
    sentences: [
      "氏名：*、注文を受け付けました",
      "*様よりお問い合わせがありました",
      "担当者は*さんです",
      "お名前: * 電話番号なし",
      "私の名前は*です。返品したいです",
      "受取人=* 配達済み",
    ],
    clean: [
      "お客様各位、メンテナンスのお知らせ",
      "データベースへの接続に失敗しました",
      "仕様が変更されました",
      "皆様のご協力に感謝します",
      "同様のエラーが発生しました",
    ],
  },
  {
    id: "ko",
    family: words("김 이 박 최 정 강 조 윤 장 임 한 오 서 신 권 황 안 송 류 홍"),
    given: words("민준 서연 도윤 지우 예준 하은 주원 서윤 지호 수아 현우 지민 영희 철수 은지"),
    order: "family_first",
    glue: "",
    sentences: [
      "주문 확인, 이름: * 배송 준비",
      "*님이 문의하셨습니다",
      "고객명=* 상태=완료",
      "안녕하세요, 제 이름은 *입니다",
      "담당자 * 씨에게 전달했습니다",
      "수신인: * 배송 완료",
    ],
    clean: [
      "고객님의 주문이 접수되었습니다",
      "데이터베이스 연결에 실패했습니다",
      "선생님께 문의하세요",
      "사용자 세션이 시작되었습니다",
    ],
  },
  {
    id: "ar",
    family: words("الحسن المصري العلي الشمري القحطاني حداد خوري الزهراني البكري النجار"),
    given: words("محمد أحمد فاطمة عائشة خالد يوسف مريم ليلى عمر سارة حسن زينب طارق"),
    order: "given_first",
    glue: " ",
    sentences: [
      "تم تأكيد الطلب، الاسم: * ، شكرا",
      "اتصل السيد * بخصوص الفاتورة",
      "مرحبا، اسمي * وأريد استرجاع المبلغ",
      "اسم العميل: * الحالة: نشط",
      "تحدثت مع الدكتورة * اليوم",
    ],
    clean: ["فشل الاتصال بقاعدة البيانات", "تم تسجيل الدخول بنجاح", "السيد المحترم، شكرا لكم", "الاسم مطلوب"],
  },
  {
    id: "he",
    family: words("כהן לוי מזרחי פרץ ביטון דהן אברהם פרידמן מלכה אזולאי"),
    given: words("דוד משה יוסף שרה רחל מרים נועה איתי יעל אורי תמר דניאל"),
    order: "given_first",
    glue: " ",
    sentences: [
      "ההזמנה אושרה, שם: * , תודה",
      "מר * התקשר בנוגע לחשבונית",
      "שלום, שמי * ואני רוצה החזר",
      "שם הלקוח: * סטטוס: פעיל",
      "דיברתי עם גברת * היום",
    ],
    clean: ["החיבור למסד הנתונים נכשל", "ההתחברות הצליחה", "שם הקובץ: report.txt", "לקוח יקר, תודה על פנייתך"],
  },
  {
    id: "th",
    family: words("ใจดี สุขใจ แสงทอง ศรีสุข ทองดี บุญมี วงศ์ไทย รักษา"),
    given: words("สมชาย สมหญิง วิชัย มาลี ประเสริฐ สุดา อนันต์ กนกวรรณ ธนพล"),
    order: "given_first",
    glue: " ",
    sentences: [
      "ยืนยันคำสั่งซื้อ ชื่อ: * แล้ว",
      "นาย* ติดต่อเรื่องใบแจ้งหนี้",
      "นางสาว* ขอคืนเงิน",
      "ชื่อลูกค้า=* สถานะ=ใช้งาน",
      "สวัสดีครับ ผมชื่อ* ครับ",
    ],
    clean: ["การเชื่อมต่อฐานข้อมูลล้มเหลว", "เข้าสู่ระบบสำเร็จ", "คุณสามารถติดต่อเราได้ ตลอดเวลา", "นายกรัฐมนตรีแถลงข่าว"],
  },
  {
    id: "hi",
    family: words("शर्मा वर्मा गुप्ता सिंह कुमार पटेल यादव जोशी मेहता अग्रवाल"),
    given: words("राहुल अमित प्रिया सुनीता विजय अंजलि रमेश कविता दीपक नेहा"),
    order: "given_first",
    glue: " ",
    sentences: [
      "ऑर्डर की पुष्टि, नाम: * , धन्यवाद",
      "श्री * ने बिल के बारे में फोन किया",
      "नमस्ते, मेरा नाम * है और मुझे रिफंड चाहिए",
      "ग्राहक का नाम: * स्थिति: सक्रिय",
      "श्रीमती * से बात हुई",
    ],
    clean: ["डेटाबेस से कनेक्शन विफल", "लॉगिन सफल रहा", "फ़ाइल का नाम आवश्यक है", "नाम दर्ज करें"],
  },
];

function nameOf(rng: Rng, { family, given, order, glue }: Language): string {
  const [last, first] = [rng.pick(family), rng.pick(given)];
  return order === "family_first"
    ? `${last}${glue === " " && rng.chance(0.5) ? "" : glue}${first}`
    : `${first}${glue}${last}`;
}

/** `count` names of each language in sentences, under a key and in JSON, and as many sentences without one. */
function* foreignRecords(count: number, seed: number): Generator<GeneratedRecord> {
  const rng = new Rng(seed);
  for (let i = 0; i < count; i++) {
    for (const language of LANGUAGES) {
      const name = nameOf(rng, language);
      const piece = { text: name, planted: { type: "PERSON" as const, value: name } };
      const body: Field = { key: "", pieces: [{ text: "order accepted" }] };
      if (i % 8 === 6)
        yield { form: `${language.id} attribute`, fields: [body, { key: "app.customer_name", pieces: [piece] }] };
      else if (i % 8 === 7)
        yield {
          form: `${language.id} json`,
          fields: [{ key: "", pieces: [{ text: '{"full_name":"' }, piece, { text: '","n":3}' }] }],
        };
      else {
        const [before = "", after = ""] = rng.pick(language.sentences).split("*");
        yield {
          form: `${language.id} sentence`,
          fields: [{ key: "", pieces: [{ text: before }, piece, { text: after }] }],
        };
      }
      yield { form: `${language.id} clean`, fields: [{ key: "", pieces: [{ text: rng.pick(language.clean) }] }] };
    }
  }
}

/** Names in scripts without capitals through the scrub. */
export function measureForeignNames(
  count: number,
  seed: number,
  plan: Plan,
  onFault?: Parameters<typeof measureRecords>[2],
): Tally {
  return measureRecords(foreignRecords(count, seed), plan, onFault);
}
