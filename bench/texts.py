"""Swedish about what a care collaboration deals with, put together the same way every time."""

from random import Random

SUBJECTS = (
    "utskrivning från slutenvården", "samordnad individuell plan", "läkemedelsgenomgångar i hemsjukvården",
    "hälsosamtal för äldre", "barn med omfattande skolfrånvaro", "övergången mellan barn- och vuxenpsykiatri",
    "rehabilitering efter stroke", "hjälpmedel vid hemgång", "mobil närvård på kvällar", "förskrivning av inkontinensskydd",
    "gemensam vårdplanering på distans", "palliativ vård i livets slutskede", "tandvård för personer med hemtjänst",
    "samsjuklighet vid beroende", "tidiga insatser för barn och unga", "journaltillgång för kommunens sjuksköterskor",
    "fallförebyggande arbete", "egenvård i hemmet", "anhörigstöd", "läkarmedverkan på särskilt boende",
    "vaccination på kommunens boenden", "avvikelser i informationsöverföringen", "suicidprevention", "fast vårdkontakt",
)  # fmt: skip
OPENINGS = (
    "Gemensam rutin för", "Ansvarsfördelning kring", "Uppföljning av", "Brister i", "Förslag till arbetssätt för",
    "Kompetensinsats om", "Pilot för", "Fördjupad analys av", "Otydlig väg vid", "Inför nytt avtal om",
)  # fmt: skip
PLACES = ("Alingsås", "Lerum", "hela området", "Gråbo", "Floda", "Sollebrunn")
SENTENCES = (
    "Frågan har återkommit vid flera möten under det senaste året utan att någon part har tagit ett samlat grepp.",
    "Verksamheterna beskriver att ansvaret uppfattas olika, och att patienter och brukare hamnar mellan stolarna.",
    "En genomgång av trettio ärenden visar att informationen kom fram i tid i drygt hälften av fallen.",
    "Kommunerna och regionen har i dag var sin rutin, och de hänvisar till olika blanketter.",
    "Medarbetare efterfrågar en kontaktväg som fungerar också kvällar och helger.",
    "Den länsgemensamma överenskommelsen förutsätter att området beskriver hur den tillämpas lokalt.",
    "Förslaget har stämts av med berörda chefer i primärvården och i kommunernas hälso- och sjukvård.",
    "Ett första steg kan prövas i ett närområde under sex månader innan det införs brett.",
    "Kostnaden bedöms rymmas inom befintlig ram så länge ingen ny lokal behöver hyras.",
    "Gruppen behöver ta ställning till vem som leder arbetet och hur resultatet följs upp.",
    "Barnperspektivet behöver belysas särskilt, eftersom flera av insatserna riktas till familjer.",
    "Uppföljningen görs med de mått som redan samlas in, så att ingen ny registrering behövs.",
    "Representanter för patient- och anhörigföreningar har lämnat synpunkter som bifogas.",
    "Arbetet berör både socialtjänstlagen och hälso- och sjukvårdslagen.",
)
PROPOSALS = (
    "Gruppen ställer sig bakom förslaget och rekommenderar parterna att införa rutinen.",
    "Arbetsutskottet får i uppdrag att återkomma med en tidplan.",
    "En arbetsgrupp tillsätts med en representant från varje part.",
    "Resultatet redovisas för Samordningsgruppen senast om tolv månader.",
)
NOTES = (
    "Underlaget behöver kompletteras med uppgifter från lasarettet innan vi kan gå vidare.",
    "Vi har talat med berörda chefer och är eniga om beskrivningen.",
    "Tas upp på nästa möte om den ekonomiska delen är klar då.",
    "Svaret bygger på en enkät till enhetscheferna i båda kommunerna.",
)


class Writer:
    """A pen that always writes the same, in the order in which it is asked."""

    def __init__(self, seed: int = 20_250_101) -> None:
        self.random = Random(seed)

    def title(self) -> str:
        """A case's heading."""
        choose = self.random.choice
        return f"{choose(OPENINGS)} {choose(SUBJECTS)} i {choose(PLACES)}"

    def prose(self, sentences: int, paragraphs: int = 1) -> str:
        """Paragraphs of running text, parted as Markdown has them."""
        return "\n\n".join(" ".join(self.random.sample(SENTENCES, sentences)) for _ in range(paragraphs))

    def points(self, count: int) -> str:
        """A list in Markdown."""
        return "\n".join(f"- {text}" for text in self.random.sample(PROPOSALS, count))

    def note(self) -> str:
        """What somebody writes with a step."""
        return self.random.choice(NOTES)
