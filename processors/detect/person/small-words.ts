import { wordHash } from "../model/tokens.ts";

/** Words that machines hardly use; `ms` and `min` are units of time before they are words. */
const PERSONAL = `i i'm i'd i've i'll me my mine you your yours you're he she his her hers him himself herself we our ours us they their them who whom whose
we'll we're we've you'll you've he's he'll she's she'll they're they'll let's can't don't didn't doesn't won't wouldn't isn't wasn't that's there's what's
dear hi hello hey thanks thank please sorry regards cheers sincerely greetings wishes mr mrs miss dr prof sir madam
ich mein meine meinen wir uns unser ihr ihre ihnen du dein herr frau liebe lieber hallo bitte danke
je mon ma mes nous vous votre monsieur madame bonjour merci
yo mi mis tu su señor señora hola gracias usted
io mio mia lei signor signora ciao grazie
meu minha seu sua senhor senhora olá
ik mijn jij wij uw meneer mevrouw hoi
jag mitt du vi hej jeg mit hei minun olen nimeni
nazywam się mam mój moja pan pani jmenuji jsem můj moje vagyok nevem mă numesc benim adım saya nama tôi
kundin kunde kunden kontoinhaber kontoinhaberin patientin patienten mieter mieterin klientka klient pacjent pacjentka klant cliente paciente
attn gruß grüße gruss grüsse cordialement saludos atentamente hilsen hälsningar pozdrawiam cumprimentos saluti groeten sócio sócia insured applicant claimant beneficiary policyholder cardholder borrower antragsteller antragstellerin versicherter versicherte titulaire bénéficiaire assuré assurée titular beneficiario beneficiaria asegurado asegurada intestatario assicurato assicurata begunstigde zleceniodawca
mano vardas minu nimi ako jina langu zovem volám moje ime
brother sister mother father wife husband daughter neighbour kin
tochter mutter vater ehemann ehefrau nachbar nachbarin geboren geborene wohnhaft bruder schwester
née épouse mari nacido nacida nacidos vecino vecina esposa marido hija hermano hermana nato nata residente moglie marito figlia nascido nascida esposa chamo moro
woonachtig echtgenoot dochter zus född født bosatt bopæl bosat syntynyt asuu urodzony urodzona zamieszkały zamieszkała mieszka narozen narozena bydliště született lakcímem születtem doğumlu născut născută locuiesc stanujem živim
nakatira naishi ngihlala tinggal
ονομάζομαι λέγομαι γεννήθηκα μένω
родился родилась проживает живу зовут народився народилася живе мешкає
клиент клиентка пациент пациентка покупатель гражданин заявитель
я мне меня мой моя мы вы вас ваш уважаемый уважаемая здравствуйте мене мій με μου είμαι أنا اسمي אני שמי`;
/** Words that bind sentences, in logs as well. */
const BINDING = `the a an is are was were be been has have had of to and or but in on at by for from with that this it its as not no if so do does did will would can could should must may might shall there here when where what why how which than then because about into over after before
der die das den dem ein eine ist und oder nicht mit von zu für auf le la les un une est et ou ne pas avec de du des el los las y con por para que il lo gli e di del per o os as um uma com het een van en och är i på att och er og på ja on w na z nie jest do v je se és egy ve bir dan di yang và là и в на с не что για και το`;

export const STRONG = 1;
export const WEAK = 2;
/** Small words by hash. */
export const SMALL: ReadonlyMap<number, number> = new Map([
  ...BINDING.split(/\s+/).map((word): [number, number] => [wordHash(word), WEAK]),
  ...PERSONAL.split(/\s+/).map((word): [number, number] => [wordHash(word), STRONG]),
]);
/** One bit per hash of `SMALL`, asked first. */
export const SIEVE: Uint32Array = sieve();

function sieve(): Uint32Array {
  const bits = new Uint32Array(512);
  for (const hash of SMALL.keys()) bits[(hash >>> 18) >>> 5]! |= 1 << ((hash >>> 18) & 31);
  return bits;
}
