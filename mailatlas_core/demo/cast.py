"""The people and places of the demo. All of them are invented, and so are their addresses."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who writes mail; `utc_offset` is in hours, `signature` goes below their letters."""

    name: str
    address: str
    utc_offset: float = 0
    signature: str = ""


# Whose mailbox this is.
ADA = Person(
    "Ada Lindqvist", "ada@analytics.example", 1, "Ada Lindqvist\nAnalytics Desk · https://analytics.example"
)
DESK = Person("Analytics Desk", "desk@analytics.example", 1)

JULES = Person("Jules Rivera", "jules@harborlabs.example", 0, "Jules Rivera\nHarbor Labs, Pier 4")
TOMASZ = Person("Tomasz Wójcik", "tomasz@harborlabs.example", 1, "Tomasz Wójcik | Harbor Labs")
SEUN = Person("Oluwaseun Adébáyọ̀", "seun@harborlabs.example", 1, "Seun")
MEILIN = Person("Mei-Lin Zhao", "meilin@mapline.example", 8, "Mei-Lin Zhao\nCartography, Mapline")
PRIYA = Person("Priya Raghunathan", "priya@mapline.example", 5.5, "Priya\n~ the map is not the territory ~")
SIOBHAN = Person("Siobhán Ní Bhriain", "siobhan@pilots.example", 0, "Siobhán Ní Bhriain\nHarbour Pilots")
MATEO = Person("Mateo Quispe", "mateo@puerto.example", -5, "Mateo Quispe · Puerto Azul")
INGRID = Person("Ingrid Þorvaldsdóttir", "ingrid@fjord.example", 0, "Ingrid\nFjord Ferries")
AROHA = Person("Aroha Ngata", "aroha@tide.example", 13, "Aroha Ngata\nmaintainer of tide-tools")
THANDI = Person("Thandiwe Mokoena", "thandiwe@tide.example", 2, "Thandi")
YUSUF = Person("Yusuf Şahin", "yusuf@liman.example", 3, "Yusuf Şahin")
GRACE = Person("Grace Okafor", "grace@lighthouse.example", 1, "Grace Okafor, keeper of the archive")
PETR = Person("Petr Dvořák", "petr@kanal.example", 1, "Petr")
HANA = Person("Hana Kobayashi", "hana@hokkyoku.example", 9, "Hana Kobayashi / Polar Star Tours")
BENOIT = Person("Benoît L'Écuyer", "benoit@ecluse.example", 1, "Benoît L'Écuyer\nÉcluse nº 7")

PEOPLE = {
    "ada": ADA,
    "jules": JULES,
    "tomasz": TOMASZ,
    "seun": SEUN,
    "meilin": MEILIN,
    "priya": PRIYA,
    "siobhan": SIOBHAN,
    "mateo": MATEO,
    "ingrid": INGRID,
    "aroha": AROHA,
    "thandi": THANDI,
    "yusuf": YUSUF,
    "grace": GRACE,
    "petr": PETR,
    "hana": HANA,
    "benoit": BENOIT,
}

TIDE_TOOLS = Person("tide-tools", "tide-tools@lists.tide.example")
NEIGHBOURS = Person("Quay neighbours", "neighbours@lists.quay.example")
CHARTS = Person("Harbor Labs Charts", "charts@harborlabs.example")
DISPATCH = Person("Mapline Dispatch", "dispatch@mapline.example", 5.5)
BOOKS = Person("Lantern Books", "letters@lanternbooks.example", 1)
QUAY = Person("Quay Office, Puerto Azul", "quay@puerto.example", -5)
BUILDS = Person("Build robot", "robot@builds.example")
BILLING = Person("Mapline Billing", "billing@mapline.example", 5.5)
