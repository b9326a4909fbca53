"""Words that say nothing to a form, that take something back, and that are no name."""

_FILLERS = (
    "a about actually again all also am an and any are around as at be better bit book booking both but by can"
    " change come coming could day do does evening everything fine for from get give go going gonna good got great"
    " guess have having hello hey hi i i'd i'll i'm if in instead is ish it it's just kind kindly let let's lets"
    " like love lovely made make may maybe me mean meant my need nice no nope not now of oh ok okay on one's only or"
    " our perfect perhaps please possible preferably put rather really reservation reserve right said say seat"
    " seated seats see set sit so some something somewhere sorry sort sure take thank thanks that that's the then"
    " there there'll there're there's think thinking this though time to too us wait want wanted was we we'd we'll"
    " we're we've well were what's will with would would've yeah yep yes you you're"
)
FILLERS = set(_FILLERS.split())
TAKES_BACK = {"not", "without", "except", "forget", "delete", "remove", "skip", "drop"}
CORRECTS = {"no", "not", "actually", "wait", "sorry", "make", "change", "rather", "instead", "meant", "mean", "better"}
JOINS = {"and", "or", "plus", "also"}
ARTICLES = {"a", "an", "the", "any", "my", "our", "some", "on", "in", "at", "for", "to", "by"}
_NO_NAME = (
    "able above after afternoon ago allergic allergy almost already although always among another anybody anyone"
    " anything apart apostrophe aunt away back because been before being below between big boss boyfriend bring"
    " brother brother's bye can't cancel capital closed colleague correct cost cousin daughter days did didn't"
    " doesn't dog doing don't done down dozen drink during each earlier early eat else enough ever every everybody"
    " excuse false far few first free friend friends girlfriend goodbye grandfather grandma grandmother grandpa"
    " group guest guests had half hang he hear heard help her here his hold hour hours how human husband hyphen into"
    " isn't know last late later latest less letter letters long lot lots louder many matter menu midnight might"
    " mind minute minutes moment month months more morning much mum must name name's never new next nobody nobody's"
    " none noon nothing nowhere number off old once ones onto open other ought out over own pardon park parking part"
    " people person phone place price quarter quite repeat robot room same second several shall she short should"
    " since sister sister's slower small someone son speak speaking special spell spelled spelt start still stop"
    " such table talking tell than their them they thing things till today today's together told tomorrow tonight"
    " true uncle under understand until up upon very way week weekend weeks what when where whether which while who"
    " whole whom whose why wife within won't write written wrong wrote year yesterday yet your yours"
)
NO_NAME = FILLERS | set(_NO_NAME.split())  # nor a thing that nobody knows
_SUBJECTS = (
    "a all also am an and another are aunt baby be been boss both boy boyfriend brother brother's but child"
    " children colleague cousin dad daughter daughter's father five four friend friends girl girlfriend grandfather"
    " grandma grandmother grandpa guest guests has have he he's husband husband's i i'm i've is kid kids mom mother"
    " mum my of one other our partner people person she she's sister sister's six somebody someone son son's the"
    " them there's they think three two uncle us we we've who wife wife's"
)
SUBJECTS = set(_SUBJECTS.split())  # of whom something is said
NONE = (
    "no", "none", "nope", "none of us", "neither of us", "nobody's", "no one's", "no one has", "nobody has", "nah",
    "nothing", "nobody", "no one", "neither", "not that i know of", "not that i know", "not really", "no thanks",
    "no thank you", "not at all", "we're fine", "i'm fine", "all good", "nothing special", "i don't mind",
    "we don't mind", "i don't care", "don't care", "doesn't matter", "it doesn't matter", "no preference",
    "no preferences", "either", "either is fine", "whatever", "anywhere", "any", "wherever", "i'd rather not",
    "rather not", "i don't want to", "i don't have one", "i don't have any", "i have none", "you choose",
    "surprise me", "all the same", "it's all the same", "everyone eats everything", "we eat everything", "skip it",
    "skip that", "not needed", "no idea", "nobody is", "nobody has any", "not for us", "don't think so",
    "i don't think so", "that's all", "no need",
)  # fmt: skip
VAGUE_DAYS = ("weekend", "next week", "next month", "this week", "this month", "soon", "some day", "someday", "any day")
