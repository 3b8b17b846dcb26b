/**
 * Tokens of payment, messaging, commerce and social services, by prefix, as the vendors document them:
 * `provider | prefix | rest | check | where it is documented`. Shapes are read by `parseShape`.
 */
export const APPS = `
slack | xoxb- | url(20,260) | | Slack API, token types
slack | xoxp- | url(20,260) | | Slack API, token types
slack | xoxa- | url(20,260) | | Slack API, token types
slack | xoxr- | url(20,260) | | Slack API, token types
slack | xoxo- | digit(8,14) - url(10,200) | | Slack API, token types
slack | xoxs- | url(20,260) | | Slack API, token types
slack | xoxc- | url(20,260) | | Slack API, token types
slack | xoxd- | loose(20,400) | | Slack API, token types
slack | xoxe.xoxp-1- | url(40,260) | | Slack API, token rotation
slack | xoxe.xoxb-1- | url(40,260) | | Slack API, token rotation
slack | xoxe-1- | url(40,260) | | Slack API, token rotation
slack | xoxe- | digit(8,14) - url(10,260) | | Slack API, token rotation
slack | xapp- | digit(1) - upper(8,14) - digit(8,14) - alnum(20,80) | | Slack API, app-level tokens
slack | xapp- | url(30,200) | | Slack API, app-level tokens
slack | xwfp- | url(20,260) | | Slack API, workflow tokens
stripe | sk_live_ | alnum(10,247) | | Stripe Docs, API keys
stripe | sk_test_ | alnum(10,247) | | Stripe Docs, API keys
stripe | sk_prod_ | alnum(10,247) | | Stripe Docs, API keys
stripe | rk_live_ | alnum(10,247) | | Stripe Docs, restricted keys
stripe | rk_test_ | alnum(10,247) | | Stripe Docs, restricted keys
stripe | rk_prod_ | alnum(10,247) | | Stripe Docs, restricted keys
stripe | whsec_ | any64(24,80) pad(0,2) | | Stripe Docs, webhook signatures
freemius | sk_ | alnum(29) | | Freemius, secret keys
square | EAAA | url(60) | | Square, access tokens
square | sq0atp- | url(22) | | Square, access tokens
square | sq0csp- | url(43) | | Square, application secrets
braintree | access_token$production$ | lower(16) $ hex(32) | | Braintree, access tokens
braintree | access_token$sandbox$ | lower(16) $ hex(32) | | Braintree, access tokens
plaid | access-sandbox- | uuid | | Plaid, access tokens
plaid | access-development- | uuid | | Plaid, access tokens
plaid | access-production- | uuid | | Plaid, access tokens
plaid | public-production- | uuid | | Plaid, public tokens
checkout_com | sk_sbox_ | lower(27) | | Checkout.com keys
razorpay | rzp_live_ | alnum(14) | | Razorpay API keys
razorpay | rzp_test_ | alnum(14) | | Razorpay API keys
flutterwave | FLWSECK_TEST- | alnum(12,36) | | Flutterwave, secret keys
flutterwave | FLWSECK- | alnum(32) -X | | Flutterwave, secret keys
flutterwave | FLWPUBK_TEST- | alnum(32) -X | | Flutterwave, public keys
gocardless | live_ | url(40) | | GoCardless, access tokens
gocardless | sandbox_ | url(40) | | GoCardless, access tokens
mollie | live_ | alnum(30) | | Mollie API keys
mollie | test_ | alnum(30) | | Mollie API keys
lob | live_ | hex(35) | | Lob API keys
lob | test_ | hex(35) | | Lob API keys
lob | live_pub_ | hex(31) | | Lob API keys
lob | test_pub_ | hex(31) | | Lob API keys
easypost | EZAK | alnum(54) | | EasyPost API keys
easypost | EZTK | alnum(54) | | EasyPost test keys
shippo | shippo_live_ | hex(40) | | Shippo API tokens
shippo | shippo_test_ | hex(40) | | Shippo API tokens
duffel | duffel_live_ | loose(43) | | Duffel access tokens
duffel | duffel_test_ | loose(43) | | Duffel access tokens
coinbase | organizations/ | uuid /apiKeys/ uuid | | Coinbase Developer Platform keys
paddle | pdl_live_apikey_ | word(40,80) | | Paddle Billing API keys
paddle | pdl_sdbx_apikey_ | word(40,80) | | Paddle Billing API keys
polar | polar_oat_ | alnum(30,60) | | Polar access tokens
shopify | shpat_ | hex(32) | | Shopify, access tokens
shopify | shpca_ | hex(32) | | Shopify, access tokens
shopify | shppa_ | hex(32) | | Shopify, access tokens
shopify | shpss_ | hex(32) | | Shopify, shared secrets
shopify | shptka_ | hex(32) | | Shopify, theme tokens
shopify | shpua_ | hex(32) | | Shopify, user tokens
shopify | shpit_ | hex(32) | | Shopify, tokens
twilio | SK | hex(32) | | Twilio API keys
sendgrid | SG. | loose(22) . loose(43) | | SendGrid API keys
sendgrid | SG. | any64(16,32) . loose(38,50) | | SendGrid API keys
mailgun | key- | hex(32) | | Mailgun, private keys
mailgun | pubkey- | hex(32) | | Mailgun, public keys
brevo | xkeysib- | hex(64) - alnum(16) | | Brevo API keys
brevo | xsmtpsib- | hex(64) - alnum(16) | | Brevo SMTP keys
resend | re_ | alnum(8) _ alnum(24) | | Resend API keys
mailerlite | mlsn. | hex(64) | | MailerSend tokens
klaviyo | pk_ | hex(34) | | Klaviyo, private keys
courier | pk_prod_ | upper(28) | | Courier API keys
svix | testsk_ | url(30,60) | | Svix tokens
facebook | EAAC | alnum(60,280) | | Meta for Developers, access tokens
facebook | EAAM | alnum(60,280) | | Meta for Developers, access tokens
facebook | EAAB | alnum(60,280) | | Meta for Developers, access tokens
facebook | EAAG | alnum(60,280) | | Meta for Developers, access tokens
facebook | EAA | alnum(100,280) | | Meta for Developers, access tokens
instagram | IGQV | url(60,280) | | Instagram Basic Display, access tokens
instagram | IGAA | url(60,280) | | Instagram Graph API, access tokens
twitter | AAAAAAAAAAAAAAAAAAAAA | alnum(0,20) % alnum(40,120) | | X API, bearer tokens
twitter | AAAAAAAAAAAAAAAAAAAAA | any64(60,120) | | X API, bearer tokens
linkedin | WPL_AP1. | alnum(10,24) | | LinkedIn API, client secrets
linkedin | AQX | url(150,600) | | LinkedIn API, access tokens
tiktok | act. | any64(40,90) | | TikTok API, access tokens
dropbox | sl. | loose(120,1400) | | Dropbox, access tokens
dropbox | sl.u. | loose(120,1400) | | Dropbox, access tokens
hubspot | pat-na1- | uuid | | HubSpot, private app tokens
hubspot | pat-na2- | uuid | | HubSpot, private app tokens
hubspot | pat-eu1- | uuid | | HubSpot, private app tokens
intercom | dG9r | any64(56,90) pad(0,2) | | Intercom, access tokens
typeform | tfp_ | alnum(30,60) | | Typeform, personal tokens
typeform | tfp_ | dotted(50,70) | | Typeform, personal tokens
typeform | tfp_ | loose(50,70) | | Typeform, personal tokens
zapier | sk-ak- | url(30,60) | | Zapier AI actions
mapbox | sk.eyJ | url(40,120) . url(20,30) | json64 | Mapbox, secret tokens
mapbox | pk.eyJ | url(40,120) . url(20,30) | json64 | Mapbox, public tokens
telnyx | KEY | upper(32) _ alnum(22) | | Telnyx API keys
discord_mfa | mfa. | url(80,95) | | Discord developer docs
onfido | api_live. | url(11) . url(32) | | Onfido API tokens
onfido | api_sandbox. | url(11) . url(32) | | Onfido API tokens
persona | persona_production_ | uuid | | Persona API keys
persona | persona_sandbox_ | uuid | | Persona API keys
riot | RGAPI- | uuid | | Riot Games API keys
thunderstore | tss_ | alnum(36) | | Thunderstore
highlevel | pit- | uuid | | HighLevel private integrations
`;
