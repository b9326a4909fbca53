"""How does one speak of a step and of a procedure? Templates of sentences, as skills have them, by what is meant."""

from localvoice.tools.guiding.guide import Event

SAID = "[okay|yes|yeah|yep|so|right|well|and|alright|now]"
IT = "(it|that|this)"
STEP = "(step|one)"
HARD = "(can't|cannot|don't|do not|couldn't|could not)"
NOT = "(doesn't|does not|didn't|did not|won't|isn't|is not|still doesn't|still isn't)"
NEXT = "(next|next step|the next step|what's next|what is next|what now|now what|and now|what then)"
ON = "(go on|continue|go ahead|carry on|move on|keep going)"
THING = "[the|a|any|such a] (button|menu|icon|symbol|switch|window|setting|one|thing)"

DID = (
    "(clicked|pressed|opened|chose|selected|typed|entered|closed|plugged|switched|turned|pulled|did|finished|restarted)"
)
STATE = "(open|on|off|in|there|closed|connected|plugged in|up)"

EVENTS: dict[Event, tuple[str, ...]] = {
    Event.DONE: (
        f"{SAID} [{IT} is|that's|it's|i'm|i am|all|i have|i've] (done|finished|ready)",
        f"{SAID} (i did|i've done|i have done|did|i just did) {IT} [one|step]",
        f"{SAID} (i'm|i am) (done|finished) with ({IT}|everything|the step)",
        f"{SAID} {NEXT}|{SAID} (what's|what is) the next step",
        f"{SAID} (got it|i've got it|all set|i'm there|it worked|that worked|it works [now]|that did it|i'm through)",
        f"(okay|done|finished|ready|good|great) ({NEXT}|{ON}|done|finished|ready)",
        f"{SAID} i [have|already|just] {DID} ({IT}|there) [in|on|off|now|already]|{SAID} (it's|it is) {STATE} now",
        f"{SAID} (that's it|i think so|that should be it|what next|then what|should be)",
        "done (what next|and now|what now)",
        "[now] (look|check|try|have a look|take a look) [again|now]|can you (check|see it|look) [again|now]",
        f"(is it|is {IT}|am i) (done|right|okay|good) [now]|did {IT} work|(check|look at) ({IT}|if it worked)",
    ),
    Event.SURE: (
        f"[yes|but|no|yes but] ({IT} is|it's|that's) (there|done already|really done|okay|fine|on|off)",
        "[yes|but] i (do|can) see it|[yes] i see it|(trust|believe) me|(i am|i'm) sure [it is|it's done]",
        "[yes] i really did [it]|it really is [done|there]|take my word [for it]|(yes|but) it is",
    ),
    Event.OKAY: ("okay|alright|all right|yes|yeah|sure|right|will do|i'll do that|i will",),
    Event.AGAIN: (
        f"(what was|what's|what is) (the|that|this) {STEP} [again]|what was that [step] again",
        f"[please] (repeat|tell me|say|give me) (the|that|this) {STEP} [again|once more]",
        "what (do|should|must) i [have to] do [again|now|here]|what was i supposed to do [again]",
        f"which {STEP} was (it|that)|i forgot [what to do|the step]|(the step|please|once) again",
        "what did you say i should do|[sorry] what do i (click|press|do|type) [again]|say the step [again|once more]",
        "i (didn't|did not) (get|understand|hear|catch) (that|the|this) step",
    ),
    Event.BACK: (
        f"[can we|let's|let me|take me|i want to] go back [a step|to the (last|previous) {STEP}]",
        f"take me back [a step|to the (last|previous) {STEP}]|undo the step",
        "[please] go back [a step|one step|to the (last|previous) step]|back [up|one step]",
        f"{SAID} (one|a) step back|step back",
        f"[the|go to the] (previous|last) {STEP} [again|please]|the step before [that]",
    ),
    Event.LOST: (
        f"i {HARD} (find|see) ({IT} [anywhere]|{THING})",
        f"where (is|do i find|can i find|should i look for) {IT}|where do i (look|click|go)",
        "how (do i do (that|this)|does that work|do i get there)|help me with this [step|one]",
        "(a hint|give me a hint|i need a hint|i'm lost|i am lost|i'm stuck|i am stuck|i need help|help me) [please]",
        f"i (don't|do not) know where {IT} is|(i have|i've got|there's|there is) no such (button|menu|thing|window)",
        "i (don't|do not) (know how|know where|understand the step|understand this step|have that|have one)",
        f"there (is no|isn't) {THING}|there (is|are) none",
    ),
    Event.FAILED: (
        "[no] (it's|it is|that's) [still] not (working|opening|there|connecting)|[no] nothing's (happening|there)",
        f"[no] the (window|menu|page|list|switch|settings) {NOT} (open|come|appear|move|load)",
        "[no] it says something else",
        "[no] (something else|another thing|a different (window|page)) (happened|came|opened|appeared)",
        f"[no] {IT} {NOT} [work|working|go|help]|[no] {IT} (failed|fails|is broken|still does not work)",
        f"[no] nothing (happens|happened|changed)|[no] i {HARD} (do {IT}|get {IT} to work)",
        "[no] (no luck|no good|not working|doesn't work|not yet|not done|i'm not done|i am not done)",
        "[no] (i get|i got|there is|there's|it says) an error [message]|something (is|went) wrong|still (nothing|not)",
    ),
    Event.SKIP: (
        f"[please] (skip|leave out|jump over) {IT} {STEP}|[please] skip [{IT}|ahead|the step]|leave {IT} [step] out",
        f"i (don't|do not) (need|want) {IT} {STEP}|i (don't|do not) need {IT}|(let's|let us) skip {IT} [{STEP}]",
    ),
    Event.LEFT: (
        "are we (there|done|finished) yet",
        "how long (will|does|is) (this|it) [going to] [take]|is this the last (step|one)",
        "how many [more|other] steps [are left|are there|to go|do we have|are there left|remain]",
        "how (much|many) [more] (is|are) left|how many more|how much (longer|more)|how far are we",
        "(which|what) step (are we|am i) (at|on|in)|are we (nearly|almost) (done|there|finished)|is that the last step",
    ),
    Event.EXPECT: (
        "what (am i|are we) supposed to (see|get|hear)|what should (be there|it say|i be seeing)",
        "what (do|should|will|would) i (see|hear|notice|get) [(if|when|once) it (worked|works|has worked|is done)]",
        f"how (do|can|will|would) i (know|tell|see) [if|that|whether|when] {IT} (worked|works|is done|is right)",
        "what (should|will|is supposed to|does) (happen|it look like|it do) [then|now|next]|what am i looking for",
        "what (happens|comes) (then|after that|if it worked|when it works)",
    ),
}
GO_ON = (f"{SAID} {ON}",)
LEADS = (
    "help me|i need help|walk me through|guide me through|take me through|go through|let's do|show me|start|begin|do",
    "go on|continue|carry on|resume|let's go on|let's continue|fix|repair|i have trouble|i have a problem",
    "there is a problem|something is wrong|what about|it's about",
)
TO = "[with|to fix|fix|fixing|setting up|set up|to set up|about|how to fix|how to set up] [the|my|a|an|our]"
START = (
    f"[please|hi|hello] ({'|'.join(LEADS)}) {TO} {{procedure}} [please]",
    "[my|the|our] {procedure} (does not|doesn't|is not|isn't|won't|will not|still isn't|still doesn't)"
    " (work|working|go|start) [right|anymore|any more|properly]",
    "(my|the|our) {procedure} is (broken|down|dead|gone)",
)
STOP = (
    "[okay|please] (stop|pause|let's stop|i have to stop) (here|for now|for today|it here)"
    " [we go on later|we'll go on later|let's go on later|until later|until tomorrow]",
    "[okay] (we|we'll|let's) (go on|continue) (later|tomorrow|another time)|[go on|continue] later",
    "[that's|that is] enough for (now|today)|(let's take|i need) a break|i (have|need) to (go|leave|stop) [now]",
    "[i (have|need) to go|sorry|okay] (let's|we) (do|finish) (this|it|that|the rest) (later|tomorrow|another time)",
)
RESUME = (
    "where (were|are|did) we [stop|stopped]|(go on|continue|carry on|resume) [where we (were|stopped)]",
    "[please] (let's|can we) (go on|continue|carry on) [now|where we stopped]|i'm back|i am back",
)
OVER = (
    "[please|let's] (start|begin) (over|again|from the (beginning|start)|at the (beginning|start)|from scratch)",
    "(once more|again) from the (start|beginning)|go back to the (start|beginning|first step)",
)
DROP = (
    "(forget|drop|cancel|quit) (it|this|that|the procedure|everything|the whole thing)|i give up|give up",
    "(i don't|i do not) want to [do this|do it|go on] [any more|anymore]|(cancel|quit|abort)",
)
TELL = (
    "what can you (help me with|help with|fix|repair|show me|guide me through|walk me through)",
    "(which|what) (procedures|tasks|problems|guides) (do you know|are there|do you have|can you do)",
    "(can you help me|i have a problem|something is broken|something (does not|doesn't) work|i need help|help me)",
)
