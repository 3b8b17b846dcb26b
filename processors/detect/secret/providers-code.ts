/**
 * Tokens of source hosts, registries, build services, AI services and developer tools, by prefix, as the vendors
 * document them: `provider | prefix | rest | check | where it is documented`. Shapes are read by `parseShape`.
 */
export const CODE = `
github | ghp_ | alnum(36) | crc62 | GitHub Docs, token formats
github | gho_ | alnum(36) | crc62 | GitHub Docs, token formats
github | ghu_ | alnum(36) | crc62 | GitHub Docs, token formats
github | ghs_ | alnum(36) | crc62 | GitHub Docs, token formats
github | ghr_ | alnum(36,76) | | GitHub Docs, token formats
github | github_pat_ | alnum(22) _ alnum(59) | | GitHub Docs, fine-grained tokens
github | github_pat_ | word(36,255) | | GitHub Docs, fine-grained tokens
gitlab | glpat- | dotted(20,320) | | GitLab Docs, token overview
gitlab | gldt- | url(20,64) | | GitLab Docs, deploy tokens
gitlab | glrt- | dotted(20,320) | | GitLab Docs, runner authentication tokens
gitlab | glrtr- | dotted(20,320) | | GitLab Docs, runner registration tokens
gitlab | glptt- | hex(40) | | GitLab Docs, trigger tokens
gitlab | glcbt- | dotted(20,400) | | GitLab Docs, job tokens
gitlab | glft- | url(20,64) | | GitLab Docs, feed tokens
gitlab | glimt- | url(20,64) | | GitLab Docs, incoming mail tokens
gitlab | glagent- | url(50,64) | | GitLab Docs, agent tokens
gitlab | gloas- | url(50,64) | | GitLab Docs, OAuth application secrets
gitlab | glsoat- | url(20,64) | | GitLab Docs, SCIM tokens
gitlab | glffct- | url(20,64) | | GitLab Docs, feature flag tokens
gitlab | glwt- | dotted(20,320) | | GitLab Docs, workspace tokens
gitlab | GR1348941 | url(20) | | GitLab Docs, runner registration tokens
bitbucket | ATBB | alnum(24,40) | | Bitbucket Cloud, app passwords
atlassian | ATATT3 | loose(150,220) | | Atlassian, API tokens
atlassian | ATCTT3 | loose(150,220) | | Atlassian, access tokens
atlassian | ATSTT3 | loose(150,220) | | Atlassian, access tokens
trello | ATTA | hex(64) hex(0,8) | | Trello API tokens
npm | npm_ | alnum(36) | crc62 | npm Docs, access tokens
npm | npm_ | alnum(36,76) | | npm Docs, access tokens
pypi | pypi-AgEIcHlwaS5vcmc | url(50,1000) | | PyPI, API tokens
pypi | pypi-AgENdGVzdC5weXBpLm9yZw | url(50,1000) | | TestPyPI, API tokens
rubygems | rubygems_ | hex(48) | | RubyGems Guides, API keys
crates | cio | alnum(32) | | crates.io, API tokens
nuget | oy2 | lower(43) | | NuGet, API keys
clojars | CLOJARS_ | lower(60) | | Clojars, deploy tokens
dockerhub | dckr_pat_ | url(27) | | Docker Hub, access tokens
dockerhub | dckr_oat_ | url(32) | | Docker Hub, organization tokens
jfrog | AKCp | alnum(69) | | JFrog Artifactory, API keys
jfrog | AKCp | alnum(10,69) | | JFrog Artifactory, API keys
jfrog | cmVmd | alnum(59) | | JFrog Artifactory, reference tokens
packagist | packagist_ack_ | hex(60,100) | | Private Packagist, tokens
packagist | packagist_uut_ | hex(60,100) | | Private Packagist, tokens
packagist | packagist_ort_ | hex(60,100) | | Private Packagist, tokens
packagist | packagist_out_ | hex(60,100) | | Private Packagist, tokens
deno | ddp_ | alnum(36) | | Deno Deploy tokens
deno | ddo_ | alnum(36) | | Deno Deploy tokens
circleci | CCIPAT_ | alnum(20,26) _ hex(40) | | CircleCI, personal tokens
circleci | CCIPRJ_ | alnum(20,26) _ hex(40) | | CircleCI, project tokens
buildkite | bkua_ | hex(40) | | Buildkite, API tokens
harness | pat. | url(22) . alnum(24) . alnum(20) | | Harness, API keys
harness | sat. | url(22) . alnum(24) . alnum(20) | | Harness, API keys
octopus | API- | upper(25,27) | | Octopus Deploy, API keys
prefect | pnu_ | alnum(36) | | Prefect Cloud keys
prefect | pnb_ | alnum(36) | | Prefect Cloud keys
sonarqube | squ_ | hex(40) | | SonarQube, tokens
sonarqube | sqp_ | hex(40) | | SonarQube, tokens
sonarqube | sqa_ | hex(40) | | SonarQube, tokens
sonarqube | sqb_ | hex(40) | | SonarQube, tokens
snyk | snyk_uat. | alnum(8) . url(60,120) | | Snyk API tokens
snyk | snyk_sat. | alnum(8) . url(60,120) | | Snyk API tokens
sourcegraph | sgp_ | hex(16) _ hex(40) | | Sourcegraph, access tokens
sourcegraph | sgp_local_ | hex(40) | | Sourcegraph, access tokens
sourcegraph | sgp_ | hex(40) | | Sourcegraph, access tokens
sourcegraph | slk_ | hex(64) | | Sourcegraph, license keys
endorlabs | endr+ | any64(16,80) | | Endor Labs API keys
socket | sktsec_ | url(30,80) | | Socket API tokens
postman | PMAK- | hex(24) - hex(34) | | Postman API keys
postman | PMAT- | alnum(26) | | Postman access tokens
readme | rdme_ | lower(70) | | ReadMe API keys
figma | figd_ | url(38,60) | | Figma, personal access tokens
figma | figu_ | url(38,60) | | Figma, OAuth tokens
figma | figo_ | url(38,60) | | Figma, OAuth tokens
linear | lin_api_ | alnum(40) | | Linear API keys
linear | lin_oauth_ | alnum(40,64) | | Linear OAuth tokens
linear | lin_wh_ | alnum(40,64) | | Linear webhook secrets
notion | secret_ | alnum(43) | | Notion, integration tokens
notion | ntn_ | digit(11) alnum(35) | | Notion, integration tokens
airtable | pat | alnum(14) . hex(64) | | Airtable, personal access tokens
airtable | key | alnum(14) | | Airtable, API keys
clickup | pk_ | digit(6,10) _ upper(32) | | ClickUp API tokens
contentful | CFPAT- | url(43) | | Contentful, personal access tokens
sanity | sk | alnum(80,180) | | Sanity API tokens
hex_tech | hxtp_ | hex(64,120) | | Hex API tokens
hex_tech | hxtw_ | hex(64,120) | | Hex API tokens
dbt | dbtc_ | url(36,60) | | dbt Cloud personal tokens
dbt | dbtu_ | url(36,60) | | dbt Cloud personal tokens
dbt | dbts_ | url(36,60) | | dbt Cloud service tokens
wakatime | waka_ | uuid | | WakaTime API keys
chief_tools | ctp_ | alnum(40) | | Chief Tools
valtown | vtwn_ | alnum(20,40) | | Val Town tokens
lichess | lip_ | alnum(20) | | Lichess, personal tokens
settlemint | sm_pat_ | alnum(16) | | SettleMint, access tokens
settlemint | sm_aat_ | alnum(16) | | SettleMint, access tokens
settlemint | sm_sat_ | alnum(16) | | SettleMint, access tokens
intra42 | s-s4t2ud- | hex(64) | | 42 API, client secrets
intra42 | s-s4t2af- | hex(64) | | 42 API, client secrets
frameio | fio-u- | loose(64) | | Frame.io, developer tokens
beamer | b_ | loose(44) | | Beamer API
adobe | p8e- | hex(32) | | Adobe Developer Console, client secrets
adobe | p8- | url(30,60) | | Adobe Developer Console, client secrets
openai | sk-proj- | url(20,200) | | OpenAI Platform, API keys
openai | sk-svcacct- | url(20,200) | | OpenAI Platform, API keys
openai | sk-admin- | url(20,200) | | OpenAI Platform, API keys
openai | sk-None- | url(20,200) | | OpenAI Platform, API keys
openai | sk- | alnum(20) T3BlbkFJ alnum(20) | | OpenAI Platform, API keys
openai | sk- | alnum(32,64) | | OpenAI and compatible services, API keys
openai | sess- | alnum(40) | | OpenAI, session keys
anthropic | sk-ant-api03- | url(60,120) | | Anthropic, API keys
anthropic | sk-ant-admin01- | url(60,120) | | Anthropic, admin keys
anthropic | sk-ant-oat01- | url(60,120) | | Anthropic, OAuth tokens
anthropic | sk-ant-ort01- | url(60,120) | | Anthropic, OAuth tokens
anthropic | sk-ant-sid01- | url(60,160) | | Anthropic, session keys
anthropic | sk-ant- | url(30,160) | | Anthropic, API keys
openrouter | sk-or-v1- | hex(64) | | OpenRouter API keys
langfuse | sk-lf- | uuid | | Langfuse, secret keys
langsmith | lsv2_pt_ | hex(32) _ hex(10) | | LangSmith API keys
langsmith | lsv2_sk_ | hex(32) _ hex(10) | | LangSmith API keys
huggingface | hf_ | alpha(34) | | Hugging Face, user access tokens
huggingface | hf_ | alnum(30,40) | | Hugging Face, user access tokens
huggingface | api_org_ | alpha(34) | | Hugging Face, organization tokens
replicate | r8_ | alnum(37) | | Replicate API tokens
groq | gsk_ | alnum(48,56) | | Groq API keys
perplexity | pplx- | alnum(48,56) | | Perplexity API keys
xai | xai- | alnum(70,90) | | xAI API keys
together | tgp_v1_ | url(43) | | Together AI keys
fireworks | fw_ | alnum(22,26) | | Fireworks AI keys
cerebras | csk- | lower(48) | | Cerebras API keys
nvidia | nvapi- | url(60,70) | | NVIDIA API catalog keys
pinecone | pcsk_ | word(60,80) | | Pinecone API keys
tavily | tvly- | url(30,50) | | Tavily API keys
jina | jina_ | alnum(60,70) | | Jina AI keys
wandb | wandb_v1_ | word(60,100) | | Weights & Biases keys
elevenlabs | sk_ | hex(48) | | ElevenLabs API keys
runpod | rpa_ | alnum(40,50) | | RunPod API keys
modal | ak- | alnum(22) | | Modal tokens
modal | as- | alnum(22) | | Modal tokens
voyage | pa- | url(43) | | Voyage AI keys
firecrawl | fc- | hex(32) | | Firecrawl API keys
e2b | e2b_ | hex(40) | | E2B API keys
browserbase | bb_live_ | url(20,50) | | Browserbase API keys
apify | apify_api_ | alnum(36) | | Apify API tokens
scale | live_ | hex(32) | | Scale AI API keys
mem0 | m0- | alnum(40) | | Mem0 API keys
`;
