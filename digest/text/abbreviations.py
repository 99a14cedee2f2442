"""English abbreviations by what a full stop behind them means."""

from __future__ import annotations

TITLES = frozenset(
    """mr mrs ms mx messrs dr prof rev hon gen lt col sgt maj capt cmdr adm cpl pvt brig gov sen rep
    reps sens supt det insp st ste mt ft pres amb atty asst fr sr sra vs viz cf eg ie e.g i.e al fig
    figs eq vol pp ed eds ca approx est dept univ assn bros""".split()  # noqa: SIM905 - a word list
)
"""Never at the end of a sentence: a name, a figure or an example follows."""

BEFORE_NUMBERS = frozenset(
    """jan feb mar apr jun jul aug sept sep oct nov dec no nos art sec p pp ch vol""".split()  # noqa: SIM905
)
"""At the end of a sentence unless a number follows."""

MAYBE_FINAL = frozenset(
    """inc corp co ltd llc plc bhd jr sr etc a.m p.m ave blvd rd sq bldg mass calif conn fla ill ind
    mich minn miss mo okla ore pa tenn tex va wash wis ariz ark colo del ga kan ky la md mont neb
    nev vt wyo ph.d m.d b.a m.a""".split()  # noqa: SIM905
)
"""At the end of a sentence only when a word that begins sentences follows."""

STARTERS = frozenset(
    """a an the this that these those he she it they we you i his her its their our my your there
    here in on at by for from with without after before during since until while when where as if
    although though but and or so yet however meanwhile moreover also then now today yesterday
    what who why how which some many most all no not one two three several more other others
    both each every according asked earlier later last next such under over between among despite
    because once still only just even""".split()  # noqa: SIM905
)
"""Words that begin sentences far more often than they begin names."""
