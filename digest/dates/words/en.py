"""The words of English time and what they mean.

A word in lower case stands for any case; one with a capital is meant only so ("May", "Sun").
"""

from __future__ import annotations

from digest.dates.words.tables import Table, bare, numbered, row, same, valued

_UNITS = "second minute hour day night week weekend fortnight month quarter year decade"
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday"

TABLES: dict[str, Table] = {
    # Names of the calendar. Short forms and those that are words ("march", "may") need a capital.
    "MONTH": numbered(
        "january|Jan february|Feb March|Mar april|Apr May june|Jun july|Jul August|Aug "
        "september|Sept|Sep october|Oct november|Nov december|Dec"
    ),
    "MONTH_NAME": numbered(
        "january february March april May june july August september october november december"
    ),
    "MONTH_SHORT": numbered("Jan Feb Mar Apr May Jun Jul Aug Sept|Sep Oct Nov Dec"),
    "WEEKDAY": numbered(
        "monday|Mon tuesday|Tues|Tue wednesday|Weds|Wed thursday|Thurs|Thur|Thu friday|Fri "
        "saturday sunday",
        first=0,
    ),
    "WEEKDAYS": {f"{name}s": n for n, name in enumerate(row(_WEEKDAYS))},
    "SEASON": valued("spring=SP summer=SU autumn=FA fall=FA winter=WI"),
    "FEAST": valued("christmas=12-25 thanksgiving=11-4-3 easter=easter halloween=10-31"),
    "PART": valued(
        "morning=MO afternoon=AF evening=EV night=NI lunchtime=AF noon=12:00 midday=12:00 "
        "midnight=24:00"
    ),
    "DAYTIME": valued("morning=MO afternoon=AF evening=EV"),
    "PARTS": valued("mornings=MO afternoons=AF evenings=EV nights=NI"),
    "TODAY": valued("yesterday=-1 today=0 tomorrow=1"),
    # Days that became the name of a happening, with what stands behind them then.
    "SEPTEMBER": valued("september=9 Sept=9 Sep=9"),
    "JANUARY": valued("january=1 Jan=1"),
    "ELEVENTH": valued("11=11 11th=11"),
    "SIXTH": valued("6=6 6th=6"),
    "NINE": bare("9"),
    "ATTACK": bare("attack attacks terrorist terror hijackings hijackers commission victims"),
    "RIOT": bare("attack riot riots rioters insurrection commission committee"),
    # Numbers.
    "ONE": numbered(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen"
    ),
    "TEN": numbered("twenty thirty forty fifty sixty seventy eighty ninety", first=20, step=10),
    "TEEN": numbered(
        "eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen", first=11
    ),
    "SCALE": valued("hundred=100 thousand=1000 dozen=12 million=1000000"),
    "CENTURY_WORD": numbered("fifteen sixteen seventeen eighteen nineteen", first=15),
    "ORDINAL": numbered(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
        "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
    ),
    "NTH_QUARTER": numbered("first|1st second|2nd third|3rd fourth|4th|final"),
    "NTH_HALF": numbered("first|1st second|2nd|last|latter"),
    "TWO_QUARTERS": valued("first=1 last=2 final=2"),
    "QUARTER_LETTER": bare("Q"),
    "QUARTER_DIGIT": valued("1=1 2=2 3=3 4=4"),
    "HALF_LETTER": bare("H"),
    "HALF_DIGIT": valued("1=1 2=2"),
    "DECADE_WORD": numbered(
        "twenties thirties forties fifties sixties seventies eighties nineties", first=20, step=10
    ),
    "VAGUE": valued("few=few several=several some=some couple=couple many=several dozens=plural"),
    # Units.
    "UNIT": same(_UNITS) | valued("century=century hr=hour min=minute"),
    "UNITS": valued(" ".join(f"{unit}s={unit}" for unit in row(_UNITS)))
    | valued("centuries=century hrs=hour mins=minute yrs=year"),
    "LONG_UNIT": same("hour day week weekend month year decade century"),
    "LONG_UNITS": valued(
        "days=day weeks=week months=month years=year decades=decade centuries=century"
    ),
    "QUARTER": same("quarter"),
    "YEAR_WORD": same("year"),
    "WEEKS_UP": same("week month quarter year decade century"),
    "DAYS_UP": same("day week month quarter year decade century"),
    "OFTEN": valued(
        "daily=day nightly=day weekly=week biweekly=week monthly=month annually=year yearly=year "
        "hourly=hour"
    ),
    # Before a noun it names a kind of report or dividend and no time.
    "QUARTERLY": valued("quarterly=quarter"),
    "EACH": valued("every=EVERY each=EACH"),
    # Words that place a time before, at or after another.
    "STEP": valued("last=-1 past=-1 this=0 next=1 coming=1"),
    "LAST_ONE": valued("last=-1 next=1"),
    "TOWARD": valued("last=-1 past=-1 previous=-1 preceding=-1 next=1 coming=1 following=1"),
    "AFTER": valued("after=1 before=-1"),
    "PERIOD_WORD": bare(
        "last past next coming first previous preceding following final latest same opening "
        "intervening"
    ),
    "REFERENCE": valued(
        "now=PRESENT_REF currently=PRESENT_REF presently=PRESENT_REF nowadays=PRESENT_REF "
        "current=PRESENT_REF recently=PAST_REF lately=PAST_REF recent=PAST_REF"
    ),
    "MOD": valued("early=START mid=MID middle=MID late=END"),
    "EDGE": valued("beginning=START start=START turn=START middle=MID end=END close=END"),
    "APPROX": valued(
        "nearly=LESS_THAN almost=LESS_THAN less=LESS_THAN fewer=LESS_THAN more=MORE_THAN "
        "least=EQUAL_OR_MORE most=EQUAL_OR_LESS up=EQUAL_OR_LESS some=APPROX"
    ),
    "OVER": valued("over=MORE_THAN"),
    "EARLIER": valued("earlier=START"),
    "SAME_AS": bare("same comparable corresponding year-ago equivalent"),
    "NATURE": bare("trading business working calendar full straight consecutive whole"),
    # Times of day.
    "AMPM": valued("a.m.=am a.m=am am=am p.m.=pm p.m=pm pm=pm"),
    "ZONE": bare("GMT UTC EST EDT CST CDT MST MDT PST PDT BST CET CEST ET PT IST"),
    # What stands around: words after which a number is a year, marks after which it is none.
    "BEFORE_YEAR": bare(
        "in since by of until till from to and or before after for during through between circa c "
        "ca about around early late mid the winter summer spring autumn fall back year years class "
        "( / – — -"
    ),
    "ERA": bare("AD CE"),
    "NO_YEAR": bare("$ £ € ¥ # No nos number pp p page room flight"),
    "CLOSE": bare(") ]"),
    # Months that are names or verbs too, and what tells them apart.
    "PERSON_NAME": bare("May March August april june"),
    "MONTH_VERB": bare("May"),
    "WALK": bare("March"),
    "WALK_ENDS": bare("for of"),
    "THE": bare("the"),
    "AVERAGE": bare("average"),
    "AFTER_VERB": bare("i we you he she it they the a an this that be have not god"),
    "BEFORE_MONTH": bare(
        "in since by of until till from to and or before after for during through between last "
        "this next early late mid on"
    ),
    # How a sentence says who spoke when, and what lay between what.
    "SAYING": bare(
        "say says said saying tell tells told telling report reports reported reporting write "
        "writes wrote writing announce announced announcing claim claims claimed claiming state "
        "states stated stating"
    ),
    # Words in a sentence that tell of what is still to come.
    "COMING": bare(
        "will would shall ll expects expected expect plans planned planning plan scheduled "
        "due set until till upcoming hopes hope aims may might could should intends intend "
        "start starts starting beginning begin begins becomes effective target deadline going "
        "gonna ready forward through"
    ),
    # Verbs of what has happened, right before "in February" or "on May 3", and what makes a plan
    # of them: "to be held in".
    "PAST": bare(
        "abandoned accused acquired admitted agreed announced appeared appointed approved arrested "
        "arrived asked attacked backed banned became began bought broke brought built bombed came "
        "captured charged claimed closed collapsed condemned confirmed convicted crashed created "
        "cut declared declined defeated denied destroyed detained died disappeared dismissed "
        "dropped elected emerged ended entered erupted escaped established exploded fell fired "
        "fled formed fought found founded freed gained gave grew happened held hit imposed "
        "increased indicted introduced invaded issued joined jumped killed lasted launched left "
        "lost made married met moved named occurred offered opened ordered ousted passed peaked "
        "pleaded published purchased pulled quit raised ran reached received reduced rejected "
        "released removed reported resigned retired returned revealed rose ruled said sank saw set "
        "seized sent sentenced shot sold sparked split started stepped stopped struck sued "
        "surfaced survived suspended told took topped tried unveiled visited voted warned was went "
        "were withdrew won wrote"
    ),
    "IN": bare("in on"),
    "MEANT": bare("be being is are to not"),
    # Verbs by which what is arranged is told in the present: "The ministers meet Monday".
    "ARRANGED": bare(
        "arrives departs expires faces goes holds hosts leaves meet meets opens resumes returns "
        "speaks testifies travels"
    ),
    "BY": bare("by"),
    "HAD": bare("had"),
    "BEEN": bare("been"),
    "AIM": bare("for to by until"),
    "WILL": bare("will shall ll"),
    "BEFORE_IT": bare("before ahead"),
    "AS": bare("as"),
    "SOON": bare("early soon"),
    "BE": bare("is are"),
    "TO": bare("to"),
    "THAT": bare("that"),
    "BETWEEN": bare("between"),
    "AND": bare("and"),
}
