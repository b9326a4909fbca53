"""How does one ask what stands on a screen? Templates of sentences, as skills have them, by what is asked."""

WHERE = "[on|in|at] [the|my|this] (screen|display|monitor|page|window)"
NOW = "[right now|now|at the moment|here]"
TELL = "[please] (tell me|describe|read me|read|say|give me)"
WHAT = "(what's|what is|what do you see|what can you see|what you see|what have we got|what do i have)"
MESSAGE = "[error] (dialog|dialogue|message|alert|popup|pop up|box|dialog box|dialogue box|warning|notification)"

LOOK = (
    f"[tell me|hello|so] {WHAT} [there] {WHERE} {NOW}|{WHAT} here",
    f"[tell me|hello|hi] {WHAT} [in front of me|here] {NOW}|tell me what (you|i) (see|am looking at)",
    "(summarize|describe) (it|this|that|everything)|what is there [to see]",
    "[please] (describe|summarize|tell me about) [the|my|this] (screen|page|window|display)",
    "[so] (where am i|what am i looking at|what have i got in front of me|what do i see) [now]",
    "[take a] look at [the|my] screen [please]|look again|(what does it|what does this|what does the screen) say",
)
FRONT = (
    "(what|which) (is this|is that) (window|program|app)|what (is|am i on) this (window|program)",
    "am i (in|on|still in) [the|a|my] (browser|right window|right program|mail|editor|terminal)|where is my focus",
    "(which|what) (window|program|app|application) (is|am i) [in] [front|open|active|in front|running|on top"
    "|focused] [now]",
    "(which|what) (program|app|application|window) (am i in|is this|is that|is it|do i have open|has the focus)",
    "what (is|is it that is) in front|what is the active window|where is the focus",
)
DIALOG = (
    f"[please] read [me|out] [the|that|this] {MESSAGE} [to me|aloud|out] [please]",
    f"what (does|do) (the|that|this) {MESSAGE} say|(what's|what is) (in|on) the {MESSAGE}",
    f"(is there|do i have|did i get|do you see|can you see) (a|an|any) {MESSAGE}",
    f"what {MESSAGE} (is|is that|is there|do i have)|what does it want [from me]",
    "(did|has) (something|anything) (pop up|popped up|come up|appear|appeared)|what (popped up|came up|appeared)",
)
ERROR = (
    "what (does|did) the error [message] say|(did|was) there an error|(what|which) error (is it|is that|did i get)",
    "(is there|are there|do i have|did i get|do you see) (an error|any errors|any error|something wrong|a"
    " problem) [message]",
    "(did|has) (it|that|something) (fail|failed|work|worked|go wrong|gone wrong)",
    "(what's|what is) (wrong|the error|the problem)",
    "what went wrong|(read|tell) [me] the error",
)
BUTTONS = (
    "(what|which button) (do|should|can|must|could) i [have to] (press|click)|where (do|should|can) i (click|press)",
    "what (does|do) the (button|buttons) say|what can i choose",
    "(which|what) (buttons|choices|options) (are there|do i have|can i press|can i click|are on the screen|do you see)",
    "(what are|read|tell me|name) [me] [my|the] (buttons|choices|options)",
    "what (can i|could i|do i) (press|click|choose|do here)",
    "(are there|do you see) [any] (buttons|choices|options)",
)
WHERE_IS = (
    "(where is|where's|find) the {text} button",
    "(where is|where's|find|look for|search for) [the] [word] {text} [on the screen|on the page]",
    "(is there|do you see) [a|an|the] {text} button|(is there|do you see|can you see) (a|an|any) {text}",
)
CHANGED = (
    "did (my click|that|it|the click|pressing it) (do (anything|something)|work)",
    "(has|did) (the page|it) (load|loaded|open)",
    "is (it|the page) (still loading|loaded|there|ready) [now|yet]|(what about now|and now|any change|any changes)",
    "[has|did] (anything|something|it) (changed|change|happened|happen)",
    "what (changed|has changed|is different|happened)",
    "(what's|what is|anything|is there anything|something) new [on the screen|here|there]",
    "what did (that|i) (do|change)",
    "(what's|what is) different [now]|what happened [now|just now]",
)
ON = (
    "[please] (skip|leave out) (this|that|the) (paragraph|part|section|piece)",
    "[please] read [me] the next (paragraph|section)",
    "[please] (read|keep|go) (on|reading|further)|[please] keep (reading|going)|(next|more|continue) [reading|please]",
    "[please] read (more|the next (piece|part|bit|one)|further)|(and|what comes) (then|next|after that)|what else",
)
ALL = (
    "[please] go back to the (beginning|top|start)",
    "[please] read [me] what (it|this|that|the screen) says|read it to me",
    "[please] read (everything|all of it|it all|the whole (thing|page|screen|text)|it|it to me|me the page|the"
    " (page|text))",
    "[please] read [me] (the|my|this) (screen|window|document|article) [to me|aloud]|read [it] (out|aloud|out loud)",
    "(start|begin|read) (reading|from the (top|beginning|start)|at the (top|beginning))",
    "from the (top|beginning)|start again",
)
PARAGRAPH = (
    "[please] read [me] [the] {nth} (paragraph|part|section|line|sentence|piece) [again|please]",
    "(what does|what's|what is) [in] the {nth} (paragraph|part|section|line|sentence) [say]|[the] {nth} paragraph",
)
HEADINGS = (
    "[just|only|please] [read|tell] [me] [just|only|all] the headings [please]|(what|which) headings are there",
)
HEADING = (
    "(what's|what is) the (title|heading|headline|caption|name of the page)",
    "[please] read [me] the (title|heading|headline)",
    "(what's|what is) (this|it|the page|the text) (about|called)|which page is (this|that|it)",
)
BACK = (
    "[please] (go|jump|skip) back [a bit|a little|one|a piece]|[the] (previous|last) (piece|part|one)|back",
    "[please] read (the|that) (last|previous) (piece|part|one|bit|paragraph) [again]|back a (bit|little)",
)
END = (
    "[please] (skip|jump|go) to the (end|bottom|last (piece|part|paragraph))|(read|what's at|what is at) the end",
    "how does it end|what is the last (thing|paragraph|line|sentence)",
)
SPELL = (
    "[please|can you|how do you] spell (that|the|this) (name|word|thing|address)",
    "spell it out [please]|(the|its) spelling",
    "[please|can you|how do you|how is it] (spell|spelled) [it|that|this|that word|the last word] [for me]",
    "how (is|do you spell|does one spell) (that|it|this) [spelled|written]|letter by letter",
)
SPELT = ("how is (it|that|this|that word) spelt",)  # typed, for the ear's dictionary lacks the word
SPELL_WORD = ("[please|can you|how do you] spell [the word|the name] {text}|how is {text} (spelled|written)",)
LENGTH = (
    "is (it|that|this|the (page|text)) [very|still] long|how long (does|will) it take [to read]",
    "how long is (it|that|this|the (page|text|document|article))",
    "how (much|many) [words|paragraphs] (is|are) (there|left|in it)",
    "how much (is left|more|longer|is there|is it)|how many (paragraphs|lines|words|pages) [are there|is it|are left]",
)
PLACE = (
    "(what's|what is|what stands|what do you see) [there] (at|on|in) the {place} [corner|side|edge] [of the"
    " (screen|page|window)]",
    "[please] read [me] (what is|what's|the text) (at|on|in) the {place}|[and] (at|on|in) the {place}",
)
COLOUR = (
    "(is|are) there (anything|something|any) (red|green|blue|yellow|coloured|highlighted)",
    "(what|which) (color|colour) (is|does) (it|that|this|the button|the text) [have]",
)
BRIEF = (
    "[please] (be|make it|keep it|answer) (shorter|short|brief|briefer) [please]",
    "(not so long|too long|that's too long|less|shorter)",
)
LONGER = ("[please] (be|say) (longer|more again|more about it)|(more detail|in more detail|tell me more|longer)",)
MENU = ("(what's|what is) in the (menu|menus|menu bar)|read [me] the (menu|menus|menu bar)|which menus are there",)
