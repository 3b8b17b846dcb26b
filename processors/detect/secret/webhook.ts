import { type Context, type Detector, EVIDENCE, type Match } from "../detector.ts";
import { isFiller, isStandIn } from "./value.ts";

/** Addresses that are a capability: whoever knows the path may post. The path behind the host is the secret. */
const ADDRESSES: readonly RegExp[] = [
  /hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/([A-Za-z0-9_/-]{12,160})/y,
  /discord(?:app)?\.com\/api\/(?:v\d{1,2}\/)?webhooks\/(\d{15,22}\/[A-Za-z0-9_-]{40,90})/y,
  /webhook\.office\.com\/webhookb2\/([A-Za-z0-9@/_-]{40,260})/y,
  /outlook\.office(?:365)?\.com\/webhook\/([A-Za-z0-9@/_-]{40,260})/y,
  /logic\.azure\.com(?::443)?\/workflows\/([A-Za-z0-9/_%?&=.+-]{32,400})/y,
  /hooks\.zapier\.com\/hooks\/(?:catch|standard)\/([A-Za-z0-9/_-]{8,80})/y,
  /maker\.ifttt\.com\/trigger\/\w{1,64}\/(?:json\/)?with\/key\/([A-Za-z0-9_-]{10,64})/y,
  /chat\.googleapis\.com\/v1\/spaces\/([A-Za-z0-9_-]{6,40}\/messages\?[A-Za-z0-9_%&=.-]{20,300})/y,
  /api\.telegram\.org\/(?:file\/)?bot(\d{6,12}:[A-Za-z0-9_-]{30,45})/y,
  /hook\.(?:[a-z]{2}\d\.)?make\.com\/([a-z0-9]{24,40})/y,
  /events\.pagerduty\.com\/integration\/([0-9a-f]{32})/y,
  /open\.(?:feishu\.cn|larksuite\.com)\/open-apis\/bot\/v2\/hook\/([0-9a-f-]{36})/y,
  /qyapi\.weixin\.qq\.com\/cgi-bin\/webhook\/send\?key=([0-9a-f-]{36})/y,
  /oapi\.dingtalk\.com\/robot\/send\?access_token=([0-9a-f]{64})/y,
];

function at(text: string, index: number, _context: Context): Match | undefined {
  for (const address of ADDRESSES) {
    address.lastIndex = index;
    const match = address.exec(text);
    const path = match?.[1];
    if (path === undefined || isFiller(path) || isStandIn(path)) continue;
    return {
      start: address.lastIndex - path.length,
      end: address.lastIndex,
      prior: 0.85,
      evidence: EVIDENCE.shape | EVIDENCE.prefix,
      subtype: "WEBHOOK",
    };
  }
  return undefined;
}

export const detector: Detector = {
  id: "secret_webhook",
  type: "SECRET",
  description:
    "Webhook addresses of chat and automation services: knowing the path is enough to post, so the path is taken.",
  source:
    "Slack, Discord, Microsoft Teams, Azure Logic Apps, Zapier, IFTTT, Google Chat, Telegram, Make, PagerDuty, Lark, WeCom, DingTalk: webhook documentation",
  triggers: ["word"],
  words: [
    "hooks.slack",
    "hooks.zapier",
    "discord.com",
    "discordapp.com",
    "webhook.office",
    "outlook.office",
    "logic.azure",
    "maker.ifttt",
    "chat.googleapis",
    "api.telegram",
    "hook.make",
    "hook.eu",
    "hook.us",
    "events.pagerduty",
    "open.feishu",
    "open.larksuite",
    "qyapi.weixin",
    "oapi.dingtalk",
  ],
  examples: [
    {
      text: "POST https://hooks.slack.com/services/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 200",
      finds: ["T0A1B2C3D/B9Z8Y7X6W/q1W2e3R4t5Y6u7I8o9P0aSdF"],
    },
    {
      text: "https://api.telegram.org/bot1234509876:AAHk3v9QwErTyUiOpAsDfGhJkLzXcVbNm12/getMe",
      finds: ["1234509876:AAHk3v9QwErTyUiOpAsDfGhJkLzXcVbNm12"],
    },
  ],
  counterExamples: [
    "https://hooks.slack.com/",
    "https://hooks.slack.com/services/XXXXXXXXX/XXXXXXXXX/XXXXXXXXXXXXXXXX",
    "https://discord.com/api/webhooks",
    "api.example.org/bot/status",
  ],
  at,
};
