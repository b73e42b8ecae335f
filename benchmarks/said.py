"""What agencies say they know of a case, as they write it: from a few hundred characters to two thousand."""

from random import Random
from typing import Any

# Sentences by the field that they stand in, and how many of them at least and at most.
_SAID: dict[str, tuple[int, int, tuple[str, ...]]] = {
    "involvement": (
        2,
        8,
        (
            "Am fost chemați la domiciliu de două ori în ultima lună, de fiecare dată noaptea, de o vecină.",
            "O cunoaștem din februarie, când a venit singură și a cerut să nu fie sunată acasă.",
            "La prima discuție a spus puțin; la a doua a povestit despre ultimii trei ani și a arătat fotografii.",
            "Am întocmit un proces-verbal și am explicat ce este un ordin de protecție provizoriu; l-a refuzat atunci.",
            "A fost consultată la camera de gardă pentru contuzii; certificatul a fost eliberat la cererea ei.",
            "Copiii sunt în evidența noastră: cel mare lipsește de la școală în zilele de luni, de regulă.",
            "Nu am vorbit cu el; colegii din celălalt oraș l-au văzut de patru ori și spun că nu mai vine.",
            "Dosarul mai vechi a fost închis în urmă cu doi ani, după ce ea a declarat că s-au împăcat.",
        ),
    ),
    "concerns": (
        2,
        7,
        (
            "A amenințat-o de față cu copiii că, dacă pleacă, nu îi mai vede niciodată.",
            "Are acces la o armă de vânătoare a tatălui său, care locuiește la aceeași adresă.",
            "Violențele s-au îndesit de când a aflat că ea caută de lucru; de două ori a strâns-o de gât.",
            "Îi verifică telefonul și o așteaptă la ieșirea de la serviciu, deși nu mai locuiesc împreună.",
            "Ea crede că se poate descurca singură și ne-a rugat să nu îi spunem mamei sale.",
            "Termenul ordinului de protecție se apropie, iar el a spus unui prieten că așteaptă ziua aceea.",
            "Cel mic nu mai vorbește cu străinii și tresare la orice zgomot; medicul a recomandat un psiholog.",
        ),
    ),
    "protective_factors": (
        1,
        4,
        (
            "Sora ei locuiește la două străzi și are o cheie; acolo poate merge la orice oră.",
            "A vorbit cu învățătoarea, care știe cine poate lua copiii de la școală.",
            "Are un serviciu de o lună și un cont al ei, despre care el nu știe.",
            "Vecina de la parter o anunță când îi vede mașina în fața blocului.",
        ),
    ),
    "proposals": (
        1,
        4,
        (
            "Propunem ca ea să fie însoțită la instanță și să intre prin spate, ca data trecută.",
            "Putem găzdui mama și copiii de săptămâna viitoare, pentru cel mult nouăzeci de zile.",
            "Cerem ca el să fie trimis la consiliere înainte de a i se încuviința vizitele.",
            "Vom trece zilnic pe la domiciliu, la ore diferite, până la următoarea conferință.",
        ),
    ),
    "documents": (
        0,
        1,
        (
            "Registrul de gardă, fila 112.",
            "Certificatul medico-legal, la noi, în original.",
            "Ancheta socială din mai.",
        ),
    ),
}


def said(number: int) -> dict[str, Any]:
    """By field; of one number always the same."""
    choice = Random(number)  # noqa: S311
    return {name: _some(choice, *given) for name, given in _SAID.items()}


def _some(choice: Random, least: int, most: int, sentences: tuple[str, ...]) -> str | None:
    chosen = choice.sample(sentences, min(choice.randint(least, most), len(sentences)))
    return " ".join(chosen) or None
