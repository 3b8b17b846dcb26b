/** Words of everyday English that software documentation seldom holds; our own list. */
export const EVERYDAY = `
aunt uncle mother father mum mom dad daddy mummy parent parents child children kid kids son sons daughter daughters brother brothers sister sisters wife husband
girlfriend boyfriend partner friend friends neighbour neighbor cousin nephew niece grandmother grandfather grandma grandpa granny baby babies boy boys girl girls man men woman women
lady ladies gentleman gentlemen sir madam miss mister king queen prince princess duke lord president minister senator governor mayor judge lawyer doctor nurse teacher student pupil
professor priest pope bishop police officer soldier captain general colonel sergeant pilot driver farmer baker butcher cook chef waiter waitress actor actress singer drummer guitarist
bassist pianist painter poet writer author novelist journalist reporter editor director producer manager boss colleague clerk secretary plumber electrician carpenter tailor hairdresser
beautiful ugly pretty lovely nice kind cruel brave shy proud humble honest liar funny sad happy angry jealous lonely tired bored boring hungry thirsty sick ill healthy dead alive
rich poor cheap expensive generous greedy clever smart stupid dumb silly crazy mad strange weird odd lazy busy calm nervous anxious afraid scared worried excited thrilled glad sorry
depressing depressed sympathetic pathetic brilliant wonderful amazing awful terrible horrible dreadful delicious tasty bitter sweet sour spicy fresh stale raw boiled fried baked
love loved loves loving hate hated hates like liked likes enjoy enjoyed enjoys prefer preferred adore admire respect trust trusted doubt fear hope hoped wish wished dream dreamed
laugh laughed smile smiled cry cried weep shout shouted scream screamed whisper whispered sing sang sung dance danced dancing play played playing sleep slept wake woke eat ate eaten
drink drank drunk cook cooked buy bought sell sold pay paid owe owed borrow borrowed lend lent steal stole stolen give gave given take took taken bring brought fetch carry carried
walk walked run ran ride rode drive drove fly flew sail sailed swim swam climb climbed fall fell jump jumped sit sat stand stood lie lay lean bend kneel
marry married marriage wedding divorce divorced born birth birthday die died death funeral kill killed murder murdered fight fought war battle peace army weapon gun knife bomb
house home flat apartment room kitchen bathroom bedroom garden roof wall floor ceiling door window table chair bed sofa lamp carpet curtain mirror clock fridge oven stove
car bus train tram bike bicycle boat ship plane truck lorry taxi cab subway underground station airport harbour harbor bridge road street motorway highway pavement pedestrian traffic
breakfast lunch dinner supper meal snack bread butter cheese milk egg eggs meat beef pork chicken fish fruit apple banana orange lemon grape cherry strawberry potato tomato onion
carrot salad soup rice pasta pizza burger sandwich cake biscuit chocolate candy sugar salt pepper oil vinegar water juice tea coffee beer wine whisky vodka glass bottle cup plate
shirt trousers jeans dress skirt coat jacket hat cap scarf glove gloves shoe shoes boots socks suit tie belt ring necklace watch bag wallet purse umbrella
head face hair eye eyes ear ears nose mouth lip lips tooth teeth tongue neck shoulder arm arms hand hands finger fingers chest back waist stomach leg legs knee foot feet toe skin
bone blood heart brain lung liver muscle fever cough pain wound injury injured hospital clinic medicine pill surgery patient
music song songs album albums record records band bands guitar bass drums piano violin trumpet flute choir orchestra concert tour stage audience fan fans lyrics melody rhythm chorus verse
rock pop jazz blues punk metal folk country soul disco hip hop rap reggae classical opera symphony film films movie movies cinema theatre theater novel novels poem poetry story tale
fairy ghost monster witch wizard dragon hero villain magic adventure comedy tragedy drama thriller horror romance mystery plot scene episode season series sequel critic critics review reviews
painting picture photo photograph portrait sculpture museum gallery exhibition artist artists artwork culture history
sun moon star stars sky cloud clouds rain rainy snow snowy wind windy storm thunder lightning fog ice frost heat cold warm cool hot dry wet spring summer autumn winter
morning noon afternoon evening night midnight today tonight tomorrow yesterday week weeks weekend month months year years decade century ago soon later early late always never often sometimes
seldom rarely once twice again already still yet ever forever maybe perhaps probably possibly certainly surely indeed really truly quite rather very too almost nearly barely hardly
sea ocean river lake pond island beach coast mountain mountains hill hills valley forest wood woods tree trees flower flowers grass leaf leaves field desert cave volcano
dog dogs cat cats horse horses cow pig sheep goat hen duck goose bird birds eagle owl lion tiger bear wolf fox rabbit mouse rat snake frog spider bee fly ant butterfly fish shark whale
school college university lesson class homework exam grade degree diploma book books page library pencil pen paper notebook science maths physics chemistry biology geography
work job career salary wage wages office factory shop store market supermarket bank money cash coin bill bills tax taxes loan mortgage rent insurance beneficiary savings fund funds
company business customer client employee employer worker strike union contract lease deal offer price discount sale refund receipt invoice fee fine
government parliament election vote voter party politics politician law court trial jury prison jail crime criminal thief police victim witness evidence
church mosque temple god faith religion religious prayer bible holy saint angel devil heaven hell soul sin
football soccer tennis basketball baseball hockey golf rugby cricket boxing racing swimming running cycling skiing team teams player players coach match game games goal score win won lost lose losing
prize medal champion championship league cup race final
letter letters parcel package post mail stamp envelope telephone phone phones call calls called message messages television radio newspaper magazine news
holiday holidays vacation trip journey travel traveled travelled hotel hostel guest guests passport visa luggage suitcase ticket tickets
red blue green yellow black white brown grey gray pink purple golden silver dark light bright
one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundred thousand million billion first second third fourth fifth last next half
big small large little tiny huge tall short long wide narrow thick thin deep shallow high low heavy light strong weak hard soft loud quiet fast slow quick old young new ancient modern
good better best bad worse worst right wrong true false real fake fair unfair easy difficult simple complicated important serious famous popular unknown secret public private
say says said tell tells told ask asks asked answer answered speak speaks spoke spoken talk talks talked talking call explain explained argue argued agree agreed disagree complain complained admit
admitted claim claimed insist insisted suggest suggested promise promised warn warned thank thanks thanked apologize apologise congratulate invite invited greet greeted meet met introduce
think thinks thought know knows knew known believe believed guess guessed wonder wondered remember remembered forget forgot forgotten understand understood learn learned teach taught notice noticed
see sees saw seen look looks looked watch watched hear heard listen listened listener listeners feel felt touch smell smelled taste tasted
want wants wanted need needs needed must should would could can cannot may might will shall let lets
go goes went gone going come comes came coming leave left arrive arrived return returned stay stayed live lives lived living move moved settle follow followed visit visited
make makes made do does did done doing get gets got gotten getting put puts keep keeps kept hold held throw threw thrown catch caught pull pulled push pushed cut broke broken break build built
begin began begun start started finish finished stop stopped continue continued try tried fail failed succeed succeeded win help helped happen happened become became seem seemed appear appeared
grow grew grown change changed turn turned open opened close closed show showed shown hide hid hidden find found lose search searched choose chose chosen decide decided
wear wore worn wash washed clean cleaned paint painted draw drew drawn write wrote written writing read reads reading sign signed spell count counted
hello hi hey dear bye goodbye please sorry okay ok yes no yeah nope wow oh ah hmm huh hurray cheers welcome congratulations regards sincerely yours greetings respectfully cordially warmly attn
i me my mine myself you your yours yourself he him his himself she her hers herself it its itself we us our ours ourselves they them their theirs themselves who whom whose which what when where why how
this that these those here there everywhere nowhere somewhere everyone everybody someone somebody anyone anybody nobody none nothing something anything everything each every either neither both all some any few many much more most less least several other another such same
a an the and or but nor so yet for of in on at by to from with without within into onto over under above below between among through across along around behind beside before after since until till during against toward towards about like unlike as than if unless because although though while whereas whether despite per via
am is are was were be been being have has had having isn't aren't wasn't weren't don't doesn't didn't won't wouldn't can't couldn't shouldn't haven't hasn't hadn't i'm i've i'll i'd you're you've you'll he'll she'll it's that's there's what's who's let's we're we've we'll they're they've they'll
not never also even just only else too again away off up down out back forth ahead apart together alone
address name surname forename nickname born age aged birth number street city town village country state zip postcode phone email mobile fax tel contact customer client guest passenger applicant tenant owner holder recipient sender patient caller member visitor resident
american british english french german italian spanish portuguese dutch swedish norwegian danish finnish polish czech russian ukrainian turkish greek chinese japanese korean indian arab arabic jewish muslim christian catholic african european asian canadian australian mexican brazilian irish scottish welsh latin roman
internet website web online app software hardware computer laptop tablet printer camera screen keyboard mouse password login account profile settings download upload virus spam
monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december mon tue wed thu fri sat sun jan feb mar apr jun jul aug sep sept oct nov dec
christmas easter ramadan halloween thanksgiving new year eve
cart checkout catalog basket wishlist coupon voucher inventory warehouse stock supplier vendor merchant storefront billing shipping fulfillment pickup returns search browse filter sort sign signup signin logout onboarding dashboard widget panel sidebar toolbar menu dropdown modal tooltip banner carousel
frontend backend gateway proxy router balancer ingress mesh sidecar pod namespace deployment replica shard primary secondary leader follower master slave quorum election heartbeat snapshot checkpoint migration rollback rollout canary release build pipeline artifact commit branch merge push pull fetch clone tag
servlet bean controller repository factory adapter dispatcher interceptor resolver validator serializer parser mapper encoder decoder compiler runtime interpreter garbage collector heap stack pool buffer mutex lock semaphore barrier latch future promise callback hook plugin module package bundle library framework
bridge hub switch sensor actuator fan battery voltage thermal pressure temperature bluetooth wifi ethernet modem antenna firmware bios chipset adapter controller display audio speaker microphone webcam touchpad
premium gold silver platinum basic pro plus mini ultra lite edition classic deluxe standard enterprise starter trial free
select insert update delete from where join inner outer left right order group having limit offset values into table column index view trigger schema database cursor transaction begin commit
get post put patch head options trace connect accept content type encoding language host origin referer cookie cache control range etag expires location upgrade via
mobile safari chrome firefox edge opera webkit gecko android windows linux ubuntu debian mac macintosh iphone ipad khtml mozilla trident
mail mailer inbox outbox digest newsletter notification reminder alert webhook event topic partition consumer producer broker subscriber publisher stream batch job task cron timer tick retry backoff throttle quota rate
error errors warning info debug fatal trace critical notice null true false undefined server client service request response session connection timeout thread process kernel driver device memory disk cache queue cluster node host port socket packet block buffer token user users admin root system daemon monitor scheduler worker manager handler controller listener executor receiver sender
tribute precision collaboration culture grocery bakery orphan strategy gossip glory legend bullet diamond treasure island pirate captain rebel outlaw cowboy sheriff bandit angel lover stranger soldier hunter wanderer gypsy jungle midnight highway sunshine rainbow thunder heaven paradise
delay delayed annoyed annoying rude polite friendly helpful useless perfect fantastic excellent outstanding mediocre disappointing disappointed satisfied unhappy upset furious grateful
deposit withdraw withdrawal transfer credit debit balance statement overdraft branch teller cashier charge charged limit block unblock lost stolen activate active inactive expired expire renewal renew
apply application approve approved decline declined reject rejected cancel cancelled canceled subscription subscribe unsubscribe delivery deliver delivered shipment shipped courier replacement
`
  .split(/\s+/)
  .filter((word) => word !== "");

/** Small words of other languages, with which sentences there are told from names. */
export const FOREIGN = `
der die das den dem des ein eine einer eines einem und oder aber ist sind war waren nicht mit von vom zu zum zur im in an am auf aus bei nach für über unter vor durch ich du er sie es wir ihr mein meine dein sein ihre bitte danke herr frau hallo liebe lieber sehr geehrte geehrter mit freundlichen grüßen name anschrift adresse straße wohne heiße kunde kundin rechnung lieferung
le la les un une des du de et ou mais est sont était ne pas avec dans sur sous pour par chez je tu il elle nous vous ils elles mon ma mes ton son sa ses notre votre leur monsieur madame mademoiselle bonjour merci cher chère adresse nom prénom habite appelle client cliente facture livraison rue
el los las una unos unas y o pero es son era no con en por para sin sobre yo tú él ella nosotros ustedes ellos mi mis tu su sus señor señora hola gracias estimado estimada dirección nombre apellido vivo llamo cliente pedido factura calle
il lo gli i uno e ed ma sono non con per tra fra io lui lei noi voi loro mio mia tuo suo sua signor signora ciao grazie gentile indirizzo nome cognome abito chiamo cliente fattura via
o os as um uma e ou mas é são não com em por para sem eu ele ela nós eles meu minha seu sua senhor senhora olá obrigado prezado endereço nome sobrenome moro cliente pedido rua
de het een en of maar is zijn was niet met van voor op in aan bij naar ik jij hij zij wij mijn jouw zijn haar meneer mevrouw hallo dank geachte beste adres naam woon klant
och eller men är var inte med av för på till från jag du han hon vi min mitt din herr fru hej tack kära adress namn bor heter kund og eller men er ikke med af til fra jeg hun vi min kære navn adresse bor hedder kunde på ei ja minä sinä hän olen on nimeni osoite asun hei kiitos
i w na z do od za po przy nie jest są był była to jak ale pan pani panie dzień dobry dziękuję szanowny adres nazwisko imię mieszkam nazywam się ulica klient a v na s z do od za po při není je jsou byl byla ale pan paní děkuji vážený adresa jméno bydlím jmenuji se ulice zákazník
és vagy de van volt nem egy az a én te ő jó napot köszönöm tisztelt úr cím név vagyok lakom și sau dar este sunt nu cu pe la din domnul doamna bună mulțumesc stimate numele adresa
ve veya ama bir bu şu ben sen o için ile değil merhaba sayın bey hanım teşekkürler adım adresim soyadı müşteri sokak cadde
dan atau tetapi adalah tidak dengan di ke dari saya anda dia nama alamat và hoặc nhưng là không với của tôi bạn anh chị tên địa chỉ xin chào
и или но не с со в во на из к ко от до по за у о об для это как что он она мы вы они я мой моя мое наш ваш меня мне зовут имя фамилия адрес улица дом квартира господин госпожа уважаемый уважаемая клиент заказ спасибо здравствуйте живу город та і або але що як це він вона ми ви вони мене звати пан пані вулиця дякую
και ή αλλά είναι με σε στην στον από για το τη την του της ο η οι τα εγώ με λένε κύριος κυρία οδός διεύθυνση όνομα
من في على إلى عن مع هذا هذه هو هي أنا اسمي السيد السيدة شارع عنوان שם שמי רחוב כתובת אני הוא היא של על עם את
guten morgen tag abend nacht gruß grüße gruss viele vielen schöne schönen wir sie uns euch ihnen ihn ihm wer was wann wo wie warum kann kannst können könnte muss müssen soll sollte will wollen möchte würde habe hast hat haben hatte wird werden wurde worden bin bist sind war heute morgen gestern schon noch immer wieder nur auch aber doch dann wenn weil dass als seit bis gegen ohne um durch neue neuer neues neuen alte gute guter gutes frage antwort konto bestellung vertrag termin firma chef chefin kollege kollegin mitarbeiter büro buchhaltung abteilung vertrieb leitung arzt ärztin lehrer lehrerin tochter sohn mutter vater bruder schwester mann kind kinder familie freund freundin nachbar nachbarin stadt land haus wohnung telefon nummer brief mail paket auto bahn zug geld preis uhr woche monat jahr umgezogen erreichbar zuständig gekündigt angerufen geschrieben bestellt bezahlt erhalten verbindung datei datenbank fehler
bonsoir salut coucou ici voici voilà oui non peut peux pouvez voudrais veux avez avons ont fait faire être avoir était étaient sera aller venu venir rappelle rappelez demain hier aujourd'hui matin soir semaine mois année jour toujours jamais encore déjà très bien mal peu plus moins aussi mais donc car parce que quand où comment pourquoi qui quoi cette ces ce cet leur leurs mère père frère sœur fils fille enfant mari femme ami amie voisin voisine médecin maison ville pays compte commande colis facture contrat rendez-vous téléphone numéro lettre cordialement salutations sincères veuillez agréer connexion erreur fichier serveur
buenos buenas días tardes noches soy eres somos fue ser estar tengo tiene tienen quiero quiere puedo puede hacer hecho dice dijo aquí allí ahora hoy ayer mañana semana mes año día siempre nunca también muy más menos bien mal pero porque cuando donde como quien qué este esta estos ese esa nuestro nuestra madre padre hermano hermana hijo hija esposa marido amigo amiga vecino médico casa ciudad país cuenta pedido contrato cita teléfono número carta saludos atentamente error archivo servidor
buongiorno buonasera salve arrivederci sono sei siamo siete era ho hai ha abbiamo hanno vorrei voglio posso può fare fatto dice detto qui lì ora oggi ieri domani settimana mese anno giorno sempre mai anche molto più meno bene male però perché quando dove come chi che questo questa nostro nostra madre padre fratello sorella figlio figlia moglie marito amico amica vicino medico casa città paese conto ordine contratto appuntamento telefono numero lettera saluti distinti rimborso errore
bom dia boa tarde noite sou és somos foi ser estar tenho tem quero posso pode fazer feito aqui agora hoje ontem amanhã semana mês ano sempre nunca também muito mais menos bem mal porque quando onde como quem este esta nosso nossa mãe pai irmão irmã filho filha esposa marido amigo amiga vizinho médico casa cidade país conta contrato telefone número carta atenciosamente erro
goedemorgen goedemiddag goedenavond dag ben bent wij jullie u uw heb hebt heeft hebben had kan kunnen moet moeten wil willen zou word wordt werd hier daar nu vandaag gisteren morgen week maand jaar altijd nooit ook heel meer minder goed slecht maar omdat wanneer waar hoe wie wat deze dit die onze moeder vader broer zus zoon dochter vrouw man vriend vriendin buurman dokter huis stad land rekening bestelling pakket contract afspraak telefoon nummer brief groeten groet vriendelijke fout
godmorgon goddag hejsan är vara har hade kan vill ska skulle blir blev här där nu idag igår imorgon vecka månad år alltid aldrig också mycket mer mindre bra dålig eftersom när var hur vem vad denna detta vår mor far bror syster son dotter fru man vän granne läkare hus stad konto beställning paket avtal telefon nummer brev hälsningar vänliga god morgen aften hilsen kan skal ville være huomenta hyvää päivää iltaa terveisin ystävällisin miksi missä milloin kuka mikä
cześć dobry wieczór proszę dziękuję jestem jesteś jesteśmy mam masz ma mamy mają chcę chciałbym mogę może był było będzie tutaj teraz dziś wczoraj jutro tydzień miesiąc rok zawsze nigdy też bardzo więcej mniej dobrze źle ponieważ kiedy gdzie jak kto co ten ta nasz matka ojciec brat siostra syn córka żona mąż przyjaciel sąsiad lekarz dom miasto kraj konto zamówienie umowa telefon numer list pozdrawiam poważaniem błąd
ahoj prosím jsem jsi jsme mám máte chci mohu může bylo bude tady teď dnes včera zítra týden měsíc rok vždy nikdy také velmi více dobře protože kdy kde jak kdo pozdravem szia jó reggelt estét szívesen kérem vagyok van volt lesz most ma tegnap holnap mindig nagyon üdvözlettel salut bună seara vă rog sunt este am are acum azi ieri mâine cu stimă günaydın iyi günler akşamlar lütfen evet hayır çok saygılarımla selamat pagi siang malam terima kasih tolong
привет добрый день вечер утро пожалуйста да нет есть был была было будет могу может хочу нужно здесь там сейчас сегодня вчера завтра неделя месяц год всегда никогда тоже очень больше меньше хорошо плохо потому когда где почему кто этот эта наш мать отец брат сестра сын дочь жена муж друг сосед врач страна счет договор телефон номер письмо уважением звонил позвонил ошибка доброго ранку вечора так ні
van von der den dos da do di del della delle bin ibn al el ter ten af av zu
`
  .split(/\s+/)
  .filter((word) => word !== "");

export const STREET_WORDS = `
street st avenue ave av road rd lane ln drive dr boulevard blvd court ct place pl square sq terrace ter trail trl way circle cir highway hwy parkway pkwy crescent cres close alley row mews grove gardens hill quay bridge walk path plaza loop pike turnpike crossing esplanade parade
suite ste apt apartment unit floor fl room rm building bldg block flat lot box po p.o department dept level tower wing house hse cottage villa farm estate
apo fpo dpo psc cmr usns usnv uss armed forces ae ap aa
straße strasse str weg allee platz gasse ring ufer damm chaussee steig hof am
rue avenue boulevard allée chemin place impasse quai cours route ruelle passage square bis ter appt bâtiment étage résidence cedex bp
calle avenida avda paseo plaza camino carretera callejón ronda travesía piso puerta colonia esquina apartado
via viale piazza corso vicolo largo strada piazzale lungomare scala interno cap
rua avenida travessa praça alameda estrada rodovia largo bloco apto andar bairro cep
straat laan plein gracht kade dreef steeg singel dijk weg bus postbus hof
gata gatan väg vägen gate gata vei veien vej gade alle plads torg torget plass stræde bakken lgh postboks
katu tie kuja polku tori as
ulica ul aleja al aleje plac pl osiedle os mieszkanie m ulice náměstí třída nábřeží ulica cesta trg
utca út tér körút em ajtó strada str bulevardul aleea piața bloc sc ap et
sokak sk cadde cd caddesi sokağı sokağı mahallesi mah bulvarı daire kat no
jalan jl gang gg rt rw đường phố phường quận ngõ
улица ул проспект пр переулок пер площадь пл бульвар набережная шоссе дом д квартира кв корпус строение вулиця вул проспект площа
οδός λεωφόρος πλατεία شارع طريق רחוב שדרות
街 路 道 号 巷 弄 区 市 省 室 楼 町 丁目 番地 号 県 区 시 구 동 로 길 호
`
  .split(/\s+/)
  .filter((word) => word !== "");

export const TITLE_WORDS = `
mr mrs ms miss mx dr prof professor sir madam mister doctor lord lady dame rev reverend father sister brother hon captain capt colonel col sgt sergeant lieutenant lt judge justice senator sen president queen king prince princess uncle aunt
herr frau fräulein dipl ing monsieur madame mademoiselle mme mlle m maître señor señora señorita sr sra srta don doña signor signora signorina sig dott dottore dottoressa ing avv senhor senhora dona dom
meneer mevrouw mevr dhr mw pan pani panie paní slečna bey hanım bay bayan sayın herra rouva bc mgr judr mudr domnul doamna dl dna bapak ibu ông bà anh chị
господин госпожа г-н г-жа пан пані κύριος κυρία κ السيد السيدة mohd sri smt shri
先生 小姐 女士 様 さん 君 씨 님
`
  .split(/\s+/)
  .filter((word) => word !== "");

export const COMPANY_WORDS = `
ltd limited llc inc incorporated corp corporation co company plc gmbh ag kg ohg ug sa sas sarl srl spa bv nv ab oy oyj as aps a/s sro spol kft zrt doo ooo ооо зао ао pty pte group holding holdings partners associates sons brothers
bank insurance airlines airways university college institute school academy hospital clinic church foundation association society club union ministry department agency council committee commission office bureau authority museum library theatre
technologies technology systems software solutions services consulting media studios records industries enterprises international logistics energy motors foods pharma capital ventures labs networks electronics
fc united real athletic sporting
`
  .split(/\s+/)
  .filter((word) => word !== "");
