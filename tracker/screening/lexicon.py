"""Capitalised words that are no person's name, and labels of numbers, in the three languages."""

import re


def word_set(text: str) -> frozenset[str]:
    """Return the set of words in a text."""
    return frozenset(text.split())


# A run of capitals with one of these names an institution, an office or a heading.
INSTITUTIONS = word_set(
    """
    academy action administration administrative advisory advocacy advocate advocates agency agenda
    alliance amnesty annual anti-trafficking anti assembly assistance association attorney
    authority authorities basic board bureau care center centers centre centres chamber charter
    chief child children civil civilian code commission commissioner committee conference
    constitution constitutional convention coordinator corps council counsel counter-trafficking
    court courts crime crimes criminal data delegation department development directorate division
    doctors domestic education embassy employment equality european exploitation expert experts
    family federation force foreign forum foundation freedom fund gender general government group
    guidelines health hotline house human humanitarian identification independent initiative
    inspection inspectorate institute institution institutional institutions integration inter
    interior interministerial international judicial justice juvenile kids labor labour law legal
    mechanism minister ministry mission monitoring municipal municipality national nations network
    ngo non-governmental office ombudsperson operating operational organization organisation
    organized panel parliament partnership peace persons plan planning plus police policy
    prevention procedure procedures procurement program programme project prosecution prosecutor
    prosecutorial prosecutors protection protocol psychosocial public recommendation
    recommendations referral registry rehabilitation reintegration report republic response rights
    rule safe save school secretariat security service services sexual shelter shelters social
    society special standard standards state states statistics strategy supreme survivor survivors
    system task team trafficking training treaty tribunal trust unicef union unit united university
    victim victims violence volunteers welfare witness women work working youth

    administrata agjencia akademia asociacioni avokati avokatja avokatura bashkia drejtoria
    drejtorati departamenti fondi fondacioni grupi gjykata inspektorati instituti instituti
    kancelaria këshilli komisioni komiteti komuna kuvendi mbrojtësi mbrojtës mbrojtjes mbrojtjen
    ministria ministrisë ministër njësia organizata partia policia policisë prokuroria prokurorisë
    prokurori qendra qendrës qeveria qeverisë raporti republika republikës rrjeti sektori shërbimi
    shërbimet shoqata strategjia strehimorja strehimores shtëpia të drejtat trafikimi trafikimit
    viktima viktimat viktimave viktimë viktimës vlerësimi zyra zyrës

    agencija akademija centar centra dom fond fondacija grad institut inspektorat izveštaj jedinica
    kancelarija komisija komitet mehanizam ministarstvo ministarstva ministar mreža nacionalna
    nacionalni odbor odeljenje opština organizacija policija policije pravda pravde prava
    predsednik republika republike savet sektor sigurna služba službe socijalna socijalni socijalnu
    sud suda škola tim tužilaštvo tužilaštva tužilac udruženje unija uprava ured vlada vlade
    crveni crvenog crvenom greta kibernetike kibernetik krst krsta krstu krime krimeve krimet krimi
    krimit siguria sigurisë
    ljudima luftimi luftimin luftimit stanica stanice stanici
    zaštita zaštite zaštitu zavod žrtava žrtva žrtve žrtvu
    """
)

# The same in the two languages that inflect: a word that begins so is of an institution or a law.
STEMS = """
    agjenci administrat avokat bashkëpun çështj department drejtor drejtës dhomë ekspert ekzekutiv
    fakultet gjinor gjykat gjyqës institucion institut instruk inspektorat këshill komision komun
    kombëtar koordin kushtetues kuvend legal ligj mbrojtj mekaniz ministr mirëqen ndërkombëtar
    ndihmë njesi njësi organizat parandal penal policor politik prokuror punës punëtor qendra
    qendrë qendrën qendror qeveri raport republik rregullor shëndet shërbim shkoll shoqat shoqër
    social special spital stacion strateg strehim themelor trafik tregti udhëzim universitet
    urdhër vendim zyr agencij administrativ bezbednos centr državn generaln inspekc izvešt
    kancelarij komisij krivičn ljudsk međunarodn međuresor ministarstv mrež nacionaln opštin
    organizacij osnovn policijsk pravn pravilnik prevencij program protokol rezoluc skupštin služb
    socijaln specijaln strategij sudov trgovin tužilašt ujedinjen uprav uredb uputstv ustav vrhovn
    zajednic zaštit zakon zdravst žrtav žrtv
"""
INSTITUTION_STEMS = tuple(sorted(word_set(STEMS)))

# "Victim Arta Krasniqi", "Žrtva Jelena Marković": a label before a name, and no part of it.
WORDS_BEFORE_NAMES = word_set(
    """
    victim victims survivor minor party viktima viktimë viktimën viktimës viktimat mitura mituri
    miturit miturën dëmtuara dëmtuari dëmtuarit dëmtuarën mbijetuara žrtva žrtve žrtvu žrtvi
    oštećena oštećeni maloletna maloletni maloletnica maloletnik
    """
)
ARTICLES = word_set("e i të së the")

# Words that start sentences, days, months, places, peoples and languages: cut off a run's ends.
COMMON_WORDS = word_set(
    """
    a about according after all also although among an and annex another any appendix area article
    as at because before between both but by case chapter component current despite due during each
    eight either even every few figure finally first five for formerly four from further he her
    here his however i if in it its last later law like many may minor more moreover most mr mrs ms
    miss neither new next nine no none nor not note number observers of officials on once one only
    or other our out over part question second section separately seven several she similarly since
    six some such table ten than that the their then there these they third this those though three
    through thus tip to two under unlike until upon we what when where whereas whether which while
    who with within without would yes yet you

    dhe edhe është ka kjo ky kur me më mbi ndërsa në nga nuk një pas para për përveç prej se sipas
    te tek zonja zoti znj

    art br ibid lloji loja lloj neni nene nenet neneve nr numri paragrafi viti vitit
    emri emër mbiemri ime prezime name surname first last given maiden born date place sex gender

    ali bez član da do dok gđa gospođa gospodin i iz ja je kada kako koja koji kroz na nakon ne od
    ona on pored posle prema prvi sa su takođe tokom u uz za

    january february march april may june july august september october november december monday
    tuesday wednesday thursday friday saturday sunday janar shkurt mars prill maj qershor korrik
    gusht shtator tetor nëntor dhjetor januar februar mart jun jul avgust septembar oktobar
    novembar decembar

    arabia brdo burkina coast costa crna crne crnu crnoj elezit faso gore hani hong ivory kong
    kosovska kosovskoj kosovske kosovu lake lanka nam novo polje polju potok rica river salvador san
    saudi sri viet
    caritas leone makedonije makedonija makedonisë maqedoni maqedonia maqedonisë novi pazar pazaru
    beograd beogradu sjeverna severna severne sierra swiss veriut zvicra zvicerane njemačka nemačka

    albania albanian albanians america american ashkali austria balkan balkans belgrade bosnia
    bosnian brussels bulgaria central croatia deçan dragash east eastern egyptian egyptians english
    europe ferizaj france fushe fushë
    gjakova gjakovë germany geneva gjilan gračanica graçanica gora
    greece hague herzegovina hungary istog italy kamenica kastriot klina kosova kosovë kosovës
    kosove kosovo kosovar kosova's leposavić lipjan lipljan london macedonia macedonian
    malisheva mitrovica
    mitrovicë moldova montenegro new north northern obiliq orahovac palermo peć peja pejë podujeva
    podujevë prishtina prishtinë pristina priština priština prizren rahovec roma romania sarajevo
    serb serbia serbian serbs skenderaj skopje south southern srbija srbije stari stockholm strpce
    suhareka suharekë štrpce strasbourg switzerland syria tirana trg turkey turkish türkiye u.s
    ukraine ukrainian viti vienna vitina vushtrri vučitrn washington west western york zvečan zubin
    """
)

# Titles of people in office, whose names are let through.
OFFICE_TITLES = word_set(
    """
    advocate ambassador attorney captain chair chairman chairperson chief colonel commissioner
    coordinator deputy director doctor dr head inspector investigator judge lawyer lieutenant
    accused convict defendant perpetrator suspect trafficker
    manager mayor minister officer ombudsperson president prof professor prosecutor rapporteur
    representative secretary sergeant spokesman spokesperson spokeswoman
    ambasador avokat avokati avokatja drejtor drejtori drejtoresha drejtorja gjyqtar gjyqtari
    gjyqtarja hetues hetuesi inspektor inspektori koordinator koordinatori koordinatorja kryetar
    kryetari kryetarja kryeministri ministër ministri ministrja mbrojtësi mbrojtësja prokuror
    pandehuri pandehuria trafikuesi trafikanti i/e dyshuari
    prokurori prokurorja psikologu psikologia sekretari zëdhënësi zv
    advokat advokatica ambasadorka direktor direktorka gradonačelnik inspektorka istražitelj
    koordinatorka ministar ministarka načelnik poverenik predsednica predsednik premijer psiholog
    okrivljeni optuženi osumnjičeni trgovac
    sekretar sudija sutkinja tužilac tužiteljka zastupnica zastupnik portparol
    """
)

# Endings of English words that have a capital in headings only.
ENDINGS = ("tion", "tions", "sion", "ment", "ments", "ity", "ities", "ship", "ness", "ism", "ing")
# Endings of words in all three languages that headings set in capitals.
CAPITAL_ENDINGS = (
    *(
        *ENDINGS,
        "imit",
        "imin",
        "ave",
        "ëve",
        "jeve",
        "uese",
        "isht",
        "isë",
        "osti",
        "enje",
        "anje",
    ),
    *("cija", "cije", "stvo", "stva"),
)
ABBREVIATIONS = word_set("U.S. U.N. E.U. U.K. P.O. N.B. D.C. R.K. R.S. A.M. P.M. N.R. K.K.")


def labels(*stems: str) -> re.Pattern[str]:
    """Compile a pattern of words that begin with a stem; stems may hold blanks and `.?`."""
    return re.compile(rf"(?<![^\W\d_])(?:{'|'.join(stems)})", re.IGNORECASE)


PERSONAL_LABELS = labels(
    r"personal (?:id )?n", r"personal identification", r"identity n", r"id\b", r"nid\b",
    r"num[eë]?ri? personal", r"nr\.? ?personal", r"nr\.? i? ?leternjoftim", r"let[eë]rnjoftim",
    r"jmbg", r"lični broj", r"licni broj", r"matični broj", r"maticni broj", r"lična karta",
)  # fmt: skip
OTHER_LABELS = labels(
    r"tel", r"phone", r"mob", r"cel", r"fax", r"faks", r"viber", r"whats ?app", r"hotline",
    r"linj[aë]", r"linij", r"call", r"contact", r"kontakt", r"iban", r"account", r"llogari",
    r"xhirollogari", r"račun", r"racun", r"konto", r"swift", r"bank", r"nui\b", r"nipt", r"pib\b",
    r"fiscal", r"fiskal", r"business n", r"biznes", r"invoice", r"fatur", r"faktur", r"isbn",
    r"issn", r"doi\b", r"barcode", r"serial", r"tender", r"prokurim", r"eur\b", r"usd\b", r"€",
    r"protocol", r"protokol", r"budget", r"buxhet", r"budžet", r"code\b", r"kodi?\b", r"šifra\b",
)  # fmt: skip
PUBLIC_LABELS = labels(
    r"law\b", r"laws\b", r"ligj", r"zakon", r"order", r"urdh", r"naredb", r"decision", r"vendim",
    r"odluk", r"administrative instruction", r"instruction", r"udh[eë]zim", r"uputstv",
    r"regulation", r"rregullor", r"uredb", r"pravilnik", r"gazette", r"gazet", r"službeni list",
    r"directive", r"direktiv", r"resolution", r"rezolut", r"rezoluc", r"protocol\b", r"convention",
    r"konvent", r"konvenc", r"treaty", r"article", r"neni", r"član", r"contract", r"kontrat",
    r"tender", r"strateg", r"action plan", r"budget", r"buxhet", r"standard", r"recommendation",
    r"project", r"projek", r"programme?\b", r"program", r"grant", r"call\b",
)  # fmt: skip
CASE_LABELS = labels(
    r"case", r"rast", r"l[eë]nd[aeëiu]", r"predmet", r"slučaj", r"dosj", r"file", r"spis"
)
