/**
 * Tokens of clouds, platforms, databases and observability services, by prefix, as the vendors document them:
 * `provider | prefix | rest | check | where it is documented`. Shapes are read by `parseShape`.
 */
export const CLOUD = `
aws | AKIA | base32(16) | | AWS IAM User Guide, unique identifiers
aws | ASIA | base32(16) | | AWS IAM User Guide, unique identifiers
aws | ABIA | base32(16) | | AWS IAM User Guide, unique identifiers
aws | ACCA | base32(16) | | AWS IAM User Guide, unique identifiers
aws_sts | IQoJb3JpZ2lu | base64(80,2000) pad(0,2) | | AWS STS API Reference, session tokens
aws_sts | FwoGZXIvYXdz | base64(80,2000) pad(0,2) | | AWS STS API Reference, session tokens
aws_bedrock | ABSKQmVkcm9ja0FQSUtleS1 | base64(90,300) pad(0,2) | | Amazon Bedrock User Guide, long-term API keys
aws_bedrock | bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t | base64(0,2000) pad(0,2) | | Amazon Bedrock User Guide, short-term API keys
amazon_mws | amzn.mws. | uuid | | Amazon MWS Developer Guide
amazon_login | amzn1.oa2-cs.v1. | hex(64) | | Login with Amazon, client secrets
google | AIza | url(35) | | Google Cloud, API keys
google_oauth | ya29. | dotted(20,1000) | | Google Identity, OAuth 2.0 access tokens
google_oauth | GOCSPX- | url(24,32) | | Google Identity, client secrets
digitalocean | dop_v1_ | hex(64) | | DigitalOcean API, personal access tokens
digitalocean | doo_v1_ | hex(64) | | DigitalOcean API, OAuth tokens
digitalocean | dor_v1_ | hex(64) | | DigitalOcean API, refresh tokens
alibaba | LTAI | alnum(12,26) | | Alibaba Cloud RAM, AccessKey pairs
tencent | AKID | alnum(28,44) | | Tencent Cloud CAM, API keys
yandex | t1. | loose(1,40) . loose(60,120) | | Yandex Cloud IAM tokens
yandex | AQVN | url(34,42) | | Yandex Cloud API keys
yandex | YCAJ | url(21) | | Yandex Cloud static access keys
yandex | y0_ | url(40,70) | | Yandex OAuth tokens
heroku | HRKU- | url(36,70) | | Heroku Platform API, tokens
fly | fo1_ | url(43) | | Fly.io, access tokens
fly | fm1a_ | any64(40,2000) pad(0,3) | | Fly.io, access tokens
fly | fm1r_ | any64(40,2000) pad(0,3) | | Fly.io, access tokens
fly | fm2_ | any64(40,2000) pad(0,3) | | Fly.io, access tokens
netlify | nfp_ | alnum(36,44) | | Netlify, personal access tokens
vercel | vck_ | alnum(40,80) | | Vercel AI Gateway keys
vercel | vercel_blob_rw_ | word(30,80) | | Vercel Blob tokens
render | rnd_ | alnum(24,40) | | Render API keys
railway | rw_Fe26.2** | dotted(20,600) | | Railway tokens
cloudflare | v1.0- | hex(24) - hex(100,160) | | Cloudflare, origin CA keys
cloudflare | cfut_ | url(40,80) | | Cloudflare API tokens
cloudflare | cfat_ | url(40,80) | | Cloudflare API tokens
scaleway | SCW | upper(17) | | Scaleway, API keys
scalingo | tk-us- | url(48) | | Scalingo API tokens
supabase | sbp_ | hex(40) | | Supabase Management API
supabase | sb_secret_ | url(22,60) | | Supabase, API keys
planetscale | pscale_tkn_ | loose(32,64) | | PlanetScale service tokens
planetscale | pscale_pw_ | loose(32,64) | | PlanetScale passwords
planetscale | pscale_oauth_ | loose(32,64) | | PlanetScale OAuth tokens
neon | napi_ | lower(48,80) | | Neon API keys
mongodb_atlas | mdb_sa_sk_ | url(30,60) | | MongoDB Atlas service accounts
databricks | dapi | hex(32) - digit(1) | | Databricks, personal access tokens
databricks | dapi | hex(32) | | Databricks, personal access tokens
databricks | dose | hex(32) | | Databricks, OAuth secrets
confluent | cflt | any64(50,80) | | Confluent Cloud API secrets
vault | hvs. | url(20,300) | | HashiCorp Vault, tokens
vault | hvb. | url(60,400) | | HashiCorp Vault, batch tokens
vault | hvr. | url(20,400) | | HashiCorp Vault, recovery tokens
doppler | dp.pt. | alnum(40,44) | | Doppler, personal tokens
doppler | dp.st. | dotted(40,80) | | Doppler, service tokens
doppler | dp.sa. | alnum(40,44) | | Doppler, service accounts
doppler | dp.ct. | alnum(40,44) | | Doppler, CLI tokens
doppler | dp.scim. | alnum(40,44) | | Doppler, SCIM tokens
doppler | dp.audit. | alnum(40,44) | | Doppler, audit tokens
infisical | st. | hex(24) . hex(32) . hex(32) | | Infisical service tokens
onepassword | ops_eyJ | any64(200,2000) pad(0,2) | json64 | 1Password service accounts
onepassword | A3- | upper(6) - upper(5,6) - upper(5) - upper(5) - upper(5) | | 1Password, Secret Key
onepassword | A3- | upper(6) - upper(11) - upper(5) - upper(5) - upper(5) | | 1Password, Secret Key
pulumi | pul- | hex(40) | | Pulumi Cloud access tokens
tailscale | tskey-auth- | url(20,80) | | Tailscale keys
tailscale | tskey-api- | url(20,80) | | Tailscale keys
tailscale | tskey-client- | url(20,80) | | Tailscale keys
tailscale | tskey-scim- | url(20,80) | | Tailscale keys
tailscale | tskey- | url(20,80) | | Tailscale keys
defined_networking | dnkey- | loose(26) - loose(52) | | Defined Networking API
openshift | sha256~ | url(43) | | OpenShift, OAuth access tokens
age | AGE-SECRET-KEY-1 | upper(58) | | age file format, identities
cockroachdb | CCDB1_ | alnum(22) _ alnum(40) | | CockroachDB Cloud service accounts
dynatrace | dt0c01. | base32(24) . base32(64) | | Dynatrace, access tokens
dynatrace | dt0c01. | alnum(24) . alnum(64) | | Dynatrace, access tokens
dynatrace | dt0s01. | alnum(8) . alnum(64) | | Dynatrace, OAuth clients
dynatrace | dt0s02. | alnum(8) . alnum(64) | | Dynatrace, OAuth clients
dynatrace | dt0s16. | alnum(8) . alnum(64) | | Dynatrace, platform tokens
grafana | glsa_ | alnum(32) _ hex(8) | | Grafana, service account tokens
grafana | glc_ | any64(32,400) pad(0,3) | | Grafana Cloud access policies
grafana | eyJrIjoi | any64(60,400) pad(0,2) | json64 | Grafana API keys
honeycomb | hcaik_ | alnum(58) | | Honeycomb ingest keys
honeycomb | hcxik_ | alnum(58) | | Honeycomb ingest keys
honeycomb | hcamk_ | alnum(58) | | Honeycomb management keys
newrelic | NRAK- | alnum(27) | | New Relic user keys
newrelic | NRJS- | hex(19) | | New Relic browser keys
newrelic | NRII- | url(32) | | New Relic insights insert keys
newrelic | NRIQ- | url(32) | | New Relic insights query keys
newrelic | NRRA- | hex(42) | | New Relic REST API keys
newrelic | NRAA- | hex(27,60) | | New Relic admin keys
sentry | sntrys_eyJ | any64(60,1000) pad(0,2) _ any64(20,60) | json64 | Sentry organization tokens
sentry | sntrys_ | any64(60,1000) pad(0,2) | | Sentry organization tokens
sentry | sntryu_ | hex(64) | | Sentry user tokens
sentry | sntryi_ | hex(64) | | Sentry integration tokens
pagerduty | pdus+ | url(20,120) | | PagerDuty scoped OAuth tokens
rootly | rootly_ | hex(64) | | Rootly API
logfire | pylf_v1_ | word(20,80) | | Pydantic Logfire write tokens
axiom | xaat- | uuid | | Axiom API tokens
axiom | xapt- | uuid | | Axiom personal tokens
posthog | phx_ | alnum(40,50) | | PostHog personal API keys
posthog | phs_ | alnum(40,50) | | PostHog
statsig | secret- | alnum(40,50) | | Statsig server keys
launchdarkly | sdk- | uuid | | LaunchDarkly SDK keys
launchdarkly | api- | uuid | | LaunchDarkly access tokens
launchdarkly | rel- | uuid | | LaunchDarkly relay keys
configcat | configcat-sdk-1/ | url(22) / url(22) | | ConfigCat SDK keys
unleash | default:development. | hex(50,64) | | Unleash API tokens
unleash | default:production. | hex(50,64) | | Unleash API tokens
flagsmith | ser. | alnum(22) | | Flagsmith server keys
zuplo | zpka_ | word(30,80) | | Zuplo API keys
unkey | unkey_ | alnum(20,40) | | Unkey root keys
authress | sc_ | lower(5,30) . lower(4,6) . url(10,30) . any64(40,120) pad(0,2) | | Authress service clients
authress | ext_ | lower(5,30) . lower(4,6) . url(10,30) . any64(40,120) pad(0,2) | | Authress service clients
authress | scauth_ | lower(5,30) . lower(4,6) . url(10,30) . any64(40,120) pad(0,2) | | Authress service clients
stytch | secret-live- | loose(30,48) | | Stytch, project secrets
stytch | secret-test- | loose(30,48) | | Stytch, project secrets
jumpcloud | jca_ | alnum(36) | | JumpCloud API keys
ory | ory_pat_ | alnum(32) | | Ory personal access tokens
ory | ory_at_ | url(40,100) | | Ory Hydra access tokens
ory | ory_rt_ | url(40,100) | | Ory Hydra refresh tokens
ory | ory_st_ | alnum(32) | | Ory session tokens
keyless_rsa | MIIEpAIBAAKCAQEA | base64(20,4000) pad(0,2) | | RFC 8017, DER of a 2048-bit private key
keyless_rsa | MIIEowIBAAKCAQEA | base64(20,4000) pad(0,2) | | RFC 8017, DER of a 2048-bit private key
keyless_rsa | MIIEogIBAAKCAQEA | base64(20,4000) pad(0,2) | | RFC 8017, DER of a 2048-bit private key
keyless_rsa | MIIJKAIBAAKCAgEA | base64(20,4000) pad(0,2) | | RFC 8017, DER of a 4096-bit private key
keyless_rsa | MIIJKQIBAAKCAgEA | base64(20,4000) pad(0,2) | | RFC 8017, DER of a 4096-bit private key
keyless_rsa | MIICXAIBAAKBgQ | base64(20,4000) pad(0,2) | | RFC 8017, DER of a 1024-bit private key
keyless_rsa | MIICXQIBAAKBgQ | base64(20,4000) pad(0,2) | | RFC 8017, DER of a 1024-bit private key
keyless_pkcs8 | MIIEvQIBADANBgkqhkiG9w0BAQEFAASC | base64(20,4000) pad(0,2) | | RFC 5958, DER of a private key
keyless_pkcs8 | MIIEvgIBADANBgkqhkiG9w0BAQEFAASC | base64(20,4000) pad(0,2) | | RFC 5958, DER of a private key
keyless_pkcs8 | MIIEvAIBADANBgkqhkiG9w0BAQEFAASC | base64(20,4000) pad(0,2) | | RFC 5958, DER of a private key
keyless_pkcs8 | MIIJQgIBADANBgkqhkiG9w0BAQEFAASC | base64(20,4000) pad(0,2) | | RFC 5958, DER of a private key
keyless_ec | MHcCAQEEI | base64(20,400) pad(0,2) | | RFC 5915, DER of a P-256 key
keyless_ec | MIGHAgEAMBMGByqGSM49 | base64(20,400) pad(0,2) | | RFC 5958, DER of a P-256 key
keyless_ed25519 | MC4CAQAwBQYDK2VwBCIEI | base64(20,120) pad(0,2) | | RFC 8410, DER of an Ed25519 key
keyless_openssh | b3BlbnNzaC1rZXktdjEAAAAA | base64(20,4000) pad(0,2) | | OpenSSH PROTOCOL.key
`;
